// Calendars as ical.js, the parser of Thunderbird, sees them: [uid, start, end, zone, state] of each event.
import { instant, load, tell } from './load.mjs';

const loaded = load('ical.js');
const ICAL = loaded.default ?? loaded;

await tell({
  'ical.js': (data) => {
    const calendar = new ICAL.Component(ICAL.parse(data));
    return calendar.getAllSubcomponents('vevent').map((component) => {
      const { uid, startDate, endDate } = new ICAL.Event(component);
      const state = component.getFirstPropertyValue('status');
      return [uid, instant(startDate.toJSDate()), instant(endDate.toJSDate()), startDate.zone.tzid, state];
    });
  },
});
