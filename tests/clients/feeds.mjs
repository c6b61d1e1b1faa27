// Feeds as npm's parsers see them: [id, title, link, when it was published] of each entry, in the order of the feed.
import { instant, load, tell } from './load.mjs';

const RssParser = load('rss-parser');
const { parseFeed } = load('feedsmith');

const entries = {
  atom: (feed) => feed.entries?.map((entry) => [entry.id, entry.title, entry.links, entry.published]),
  rss: (feed) => feed.items?.map((item) => [item.guid?.value, item.title, item.link, item.pubDate]),
  json: (feed) => feed.items?.map((item) => [item.id, item.title, item.url, item.date_published]),
};
// What a feed of Atom may say of a text or a link beside the text or the address itself is told in an object.
const text = (said) => said?.value ?? said ?? null;
const address = (said) => (Array.isArray(said) ? said[0]?.href : said) ?? null;

await tell({
  'rss-parser': async (data, file) => {
    if (file.endsWith('.json')) return undefined; // it reads XML alone
    const { items } = await new RssParser().parseString(data);
    return items.map((item) => [item.guid ?? item.id, item.title ?? null, item.link ?? null, instant(item.isoDate)]);
  },
  feedsmith: (data) => {
    const { format, feed } = parseFeed(data);
    return (entries[format](feed) ?? []).map(([id, title, link, date]) => [id, text(title), address(link), instant(date)]);
  },
});
