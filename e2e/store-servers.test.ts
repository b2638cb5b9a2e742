import { describeStore } from '../packages/fleet/test/store/contract.js';
import { CEPH } from './support/s3/ceph.js';
import { MOTO } from './support/s3/moto.js';
import { describeWithServer } from './support/s3/server.js';
import { VERSITY } from './support/s3/versity.js';

const races = process.env.PROOFS === 'full' ? 1000 : 40;

for (const kind of [CEPH, VERSITY]) {
  describeWithServer(kind, (server) => describeStore(kind.name, server.newStore, { races }));
}

// It looks for a key and writes it in two steps: at times two who come at once win.
describeWithServer(MOTO, (server) => describeStore(MOTO.name, server.newStore, { races: null }));
