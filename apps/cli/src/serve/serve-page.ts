import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toJson } from '@org/model-registry-core';
import {
  type Arguments,
  flag,
  type Io,
  linesOf,
  listenForSignals,
  type Surroundings,
  UsageError,
} from '@org/model-registry-program';
import { watchRegistry } from '@org/model-registry-selector';
import type { FleetPart } from '@org/model-registry-snapshot';
import { situations } from '../situations.js';
import { hostOf } from './admission.js';
import { KnownFleet } from './known-fleet.js';
import { LivePage } from './live-page.js';
import { pageServer } from './page-server.js';

/** Milliseconds after which an open page is made anew though nothing changed: ages are of that moment. */
const LONGEST_AGE = 60_000;
/** Milliseconds between two polls: what changes has to show within a second, and no sooner. */
const POLL = 200;

/**
 * Serves the page on 127.0.0.1 until a signal, and keeps it up to date. The address, which holds the secret, is
 * printed; nothing else says it.
 *
 * @throws UsageError where the port cannot be used, InterruptedError when it was stopped
 */
export async function servePage(
  first: Surroundings,
  arguments_: Arguments,
  port: number,
  loadFleet: () => Promise<FleetPart>,
  { print, say, sayError }: Io,
): Promise<void> {
  const signals = listenForSignals();
  const secrets = { token: secret(), session: secret() };
  const fleet = new KnownFleet(loadFleet, say, () => {
    page.renew();
    tellChanged();
  });
  const page = new LivePage(first.configFile, fleet);
  const keys = { port, ...secrets };
  const { server, tellChanged } = pageServer(keys, () => page.html());
  const { journal, retrain, results } = first.registry;
  const config = first.isStream || first.configFile === null ? [] : [first.configFile];
  try {
    const looks = watchRegistry(
      {
        situation: situations(first, arguments_),
        files: [...config, journal, retrain, results],
        signal: signals.interrupt,
        onError: (error) => {
          for (const line of linesOf(error)) sayError(line);
          page.sayTrouble(error.message);
          tellChanged();
        },
      },
      POLL,
    );
    for await (const look of looks) {
      const isFirst = !page.isReady;
      const isOther = look.hasChanged || look.reason !== null || page.isInTrouble;
      const isNews = isOther || page.age > LONGEST_AGE;
      // Whoever asks gets the latest look, whether it was news or not.
      page.show(look);
      if (!isFirst) {
        if (isNews) tellChanged();
        continue;
      }
      keys.port = await listen(server, port);
      const url = `http://${hostOf(keys.port)}/?token=${secrets.token}`;
      const document = { schema: 'model-registry/serve@1', url };
      print(`${flag(arguments_, 'json') ? toJson(document) : url}\n`);
      say('open this address in a browser; it is a secret, and Ctrl-C ends it');
    }
  } finally {
    server.close();
    server.closeAllConnections();
    signals.stop();
  }
  signals.interrupt.throwIfAborted();
}

function secret(): string {
  return randomBytes(32).toString('base64url');
}

/** @returns the port that it listens on */
function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(whyNot(error, port)));
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function whyNot(error: NodeJS.ErrnoException, port: number): Error {
  const why = WHY[error.code ?? ''];
  if (why === undefined) return error;
  return new UsageError(`--port ${port}: ${why}: name another, or 0 for a free one`);
}

const WHY: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there',
  EACCES: 'this user may not listen there',
};
