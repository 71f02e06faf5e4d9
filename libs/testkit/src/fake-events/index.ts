export { startFakeEvents, type FakeEvents, type FakeEventsOptions, type FakePage } from './fake-events.ts';
