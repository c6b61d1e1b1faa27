// For the extension unifiedjs.vscode-remark, which underlines front matter while you type. `npm install` in this folder
// brings what it needs; nothing else here needs Node.
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
