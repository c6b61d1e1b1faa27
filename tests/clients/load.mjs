// What the scripts beside this one share: packages from where the tests installed them, files in, JSON out.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** Load a package; NODE_PATH, which only `require` heeds, says where packages are. */
export const load = createRequire(import.meta.url);

/** Return an instant as all of these scripts write it, or null. */
export const instant = (date) => (date ? new Date(date).toISOString() : null);

/** Read the files that standard input names with each client; print {client: {file: what it saw}}, or {error} for it. */
export async function tell(clients) {
  const seen = {};
  const files = JSON.parse(readFileSync(0, 'utf8'));
  for (const [client, read] of Object.entries(clients)) {
    seen[client] = {};
    for (const file of files) {
      try {
        seen[client][file] = (await read(readFileSync(file, 'utf8'), file)) ?? undefined;
      } catch (error) {
        seen[client][file] = { error: String(error.message ?? error) };
      }
    }
  }
  process.stdout.write(JSON.stringify(seen));
}
