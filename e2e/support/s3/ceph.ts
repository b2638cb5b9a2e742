import { type ChildProcess, execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEADLINE } from '../deadline.js';
import { answers, freePort, has, startDaemon, stopDaemons, until } from './daemon.js';
import { S3_KEYS, type ServerKind } from './server-kind.js';

const PROGRAMS = [
  'ceph-mon',
  'ceph-osd',
  'radosgw',
  'radosgw-admin',
  'ceph',
  'monmaptool',
  'setpriv',
];

/** Ceph's gateway before a cluster of one monitor and one disk, which is in memory. */
export const CEPH: ServerKind = {
  name: 'Ceph RADOS Gateway',
  isNeeded: true,
  whyNot() {
    const missing = PROGRAMS.filter((program) => !has(program));
    if (missing.length > 0) return `this machine has no ${missing.join(', ')}`;
    return process.getuid?.() === 0 ? null : 'Ceph’s programs want to be root here';
  },
  async start() {
    const folder = mkdtempSync(join(tmpdir(), 'model-registry-ceph-'));
    const daemons: ChildProcess[] = [];
    const stop = () => stopDaemons(daemons, folder);
    try {
      return { endpoint: await startIn(folder, daemons), stop };
    } catch (error) {
      await stop();
      throw error;
    }
  },
};

/** Its address, once it answers. What is started is added to the daemons, for whoever stops them. */
async function startIn(folder: string, daemons: ChildProcess[]): Promise<string> {
  const [v2, v1, port] = [await freePort(), await freePort(), await freePort()];
  const cluster = randomUUID();
  const file = join(folder, 'ceph.conf');
  for (const name of ['mon', 'osd', 'rgw', 'run', 'log', 'crash']) mkdirSync(join(folder, name));
  writeFileSync(file, config(folder, cluster, [v2, v1], port));
  const run = (program: string, ...words: string[]) =>
    execFileSync(program, ['-c', file, ...words], {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: DEADLINE,
    }).toString();
  const start = (program: string, ...words: string[]) =>
    startDaemon([program, '-f', '-c', file, ...words], join(folder, 'log/out'));
  const map = join(folder, 'monmap');
  const addresses = `[v2:127.0.0.1:${v2},v1:127.0.0.1:${v1}]`;
  execFileSync(
    'monmaptool',
    [
      '--create',
      '--fsid',
      cluster,
      '--addv',
      'a',
      addresses,
      '--set-min-mon-release',
      'pacific',
      map,
    ],
    { stdio: 'ignore' },
  );
  run('ceph-mon', '-i', 'a', '--mkfs', '--monmap', map);
  daemons.push(start('ceph-mon', '-i', 'a'));
  run('ceph', 'osd', 'create', cluster);
  run('ceph-osd', '-i', '0', '--mkfs', '--osd-uuid', cluster);
  daemons.push(start('ceph-osd', '-i', '0'));
  await until('the disk of Ceph is up', () => run('ceph', 'osd', 'stat').includes('1 up'));
  const gateway = ['-n', 'client.rgw.a'];
  const { AWS_ACCESS_KEY_ID: key, AWS_SECRET_ACCESS_KEY: secret } = S3_KEYS;
  run(
    'radosgw-admin',
    ...gateway,
    'user',
    'create',
    '--uid=test',
    '--display-name=test',
    `--access-key=${key}`,
    `--secret-key=${secret}`,
    '--max-buckets=0',
  );
  daemons.push(start('radosgw', ...gateway));
  const endpoint = `http://127.0.0.1:${port}`;
  await until('the gateway of Ceph answers', () => answers(endpoint));
  return endpoint;
}

/** Nothing is kept twice, nobody is authenticated within the cluster, and nothing waits for others. */
function config(
  folder: string,
  cluster: string,
  [v2, v1]: readonly [number, number],
  port: number,
): string {
  return `[global]
fsid = ${cluster}
mon host = [v2:127.0.0.1:${v2},v1:127.0.0.1:${v1}]
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind ipv6 = false
auth cluster required = none
auth service required = none
auth client required = none
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd pool default pgp num = 8
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon max pg per osd = 1000
paxos propose interval = 0.01
run dir = ${folder}/run
admin socket = ${folder}/run/$cluster-$name.asok
log file = ${folder}/log/$name.log
crash dir = ${folder}/crash
osd objectstore = memstore
memstore device bytes = 4294967296
osd class load list = *
osd class default list = *
[mon.a]
mon data = ${folder}/mon
[osd.0]
osd data = ${folder}/osd
[client.rgw.a]
rgw data = ${folder}/rgw
rgw frontends = beast endpoint=127.0.0.1:${port} tcp_nodelay=1
rgw thread pool size = 64
ms mon client mode = crc
`;
}
