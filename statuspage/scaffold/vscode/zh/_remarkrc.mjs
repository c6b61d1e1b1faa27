// 供扩展 unifiedjs.vscode-remark 使用，边写边给通知开头的字段标错。在本文件夹里运行 `npm install` 装好它要用的东西；
// 别的都用不到 Node。
import frontmatter from "remark-frontmatter";
import schema from "remark-lint-frontmatter-schema";

const schemas = {
  "./.vscode/event.schema.json": ["./content/events/**/!(*.*).md"],
  "./.vscode/translation.schema.json": ["./content/events/**/*.*.md"],
  "./.vscode/question.schema.json": ["./content/faq/**/!(*.*).md"],
  "./.vscode/contact.schema.json": ["./content/contacts/**/!(*.*).md"],
  "./.vscode/page.schema.json": ["./content/pages/**/!(*.*).md"],
};

export default { plugins: [frontmatter, [schema, { schemas }]] };
