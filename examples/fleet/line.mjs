import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/**
 * A line to a server that can be cut: a TCP proxy on this machine.
 *
 * @returns its own endpoint, and `cut` and `mend`
 */
export async function openLine(endpoint) {
  const { hostname, port } = new URL(endpoint);
  const open = new Set();
  let isCut = false;
  const proxy = createServer((near) => {
    if (isCut) return near.destroy();
    const far = connect(Number(port), hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ]) {
      open.add(one);
      one.pipe(other);
      one
        .on('error', () => {})
        .on('close', () => {
          open.delete(one);
          other.destroy();
        });
    }
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return {
    endpoint: `http://127.0.0.1:${proxy.address().port}`,
    cut() {
      isCut = true;
      for (const socket of open) socket.destroy();
    },
    mend() {
      isCut = false;
    },
    close() {
      this.cut();
      proxy.close();
    },
  };
}
