export { openDelivery, type Delivery } from './delivery.ts';
export type { DeliveryLog, DeliveryOptions } from './delivery-options.ts';
export type { DeliveryOutcome } from './delivery-outcome.ts';
export type { HeldLock } from './locks/held-locks.ts';
export type { LockRelease } from './locks/release-lock.ts';
export type { UpkeepReport } from './upkeep/upkeep-report.ts';
