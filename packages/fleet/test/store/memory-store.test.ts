import { describeStore } from './contract.js';
import { memoryStore } from './memory-store.js';

describeStore('in memory', async () => memoryStore().store, { races: 40 });
