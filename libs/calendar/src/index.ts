export { calendarOf, type Calendar, type Freeze, type Maintenance } from './calendar.ts';
export { maintenanceOf, type MaintenanceState } from './maintenance-state.ts';
export { nextChange } from './next-change.ts';
export { opennessOf, type Openness } from './openness.ts';
