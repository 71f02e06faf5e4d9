export { blockKitFaults } from './block-kit.ts';
export {
  FAKE_SLACK_CHANNEL,
  FAKE_SLACK_TOKEN,
  startFakeSlack,
  type FakeSlack,
  type FakeSlackOptions,
} from './fake-slack.ts';
export type { FakeChannel, FakeMessage, FakeMetadata, Place } from './workspace.ts';
