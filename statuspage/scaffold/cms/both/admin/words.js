// The editor asks a server of others for its own words, unless they are English, and where it may not it asks for ever.
// Here they come from beside this file: locales/zh-CN.json. Where there are none it goes on in English.
const ask = window.fetch.bind(window);
window.fetch = async (what, how) => {
  const words = /^https:.*\/locales\/([\w-]+\.json)$/.exec(typeof what === "string" ? what : "");
  if (!words) return ask(what, how);
  const near = await ask(`locales/${words[1]}`, how);
  return near.ok ? near : new Response("{}");
};
