export { type FleetPart, type MadePage, makePage } from './make-page.js';
export { type Beside, readSnapshot } from './read-snapshot.js';
