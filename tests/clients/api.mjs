// The API as the client `statuspage.io` sees it: the answer to each of its questions, of each address on standard input.
import { readFileSync } from 'node:fs';
import { load } from './load.mjs';

const { Statuspage } = load('statuspage.io');
const QUESTIONS = {
  summary: ({ api }) => api.getSummary(),
  status: ({ api }) => api.getStatus(),
  components: ({ api }) => api.getComponents(),
  incidents: ({ api }) => api.incidents.getAll(),
  unresolved: ({ api }) => api.incidents.getUnresolved(),
  // It asks for what is coming, whichever of its questions on maintenances one chooses.
  upcoming: ({ api }) => api.scheduledMaintenances.getUpcoming(),
};

const answers = {};
for (const address of JSON.parse(readFileSync(0, 'utf8'))) {
  const client = new Statuspage('of-no-matter');
  client.setApiUrl(address);
  answers[address] = {};
  for (const [question, ask] of Object.entries(QUESTIONS)) {
    try {
      answers[address][question] = await ask(client);
    } catch (error) {
      answers[address][question] = { error: String(error.message ?? error) };
    }
  }
}
process.stdout.write(JSON.stringify(answers));
