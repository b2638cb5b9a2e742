import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { directoryOf } from '../../../../fs-scanner/test/temporary.js';
import { findCredentials } from '../../../src/store/credentials/find-credentials.js';
import { startServer } from '../s3/fake-server.js';
import { surroundings } from '../surroundings.js';

const SECRET = 'never/to+be=seen';
/** No test asks the network for a role. */
const OFFLINE = { AWS_EC2_METADATA_DISABLED: 'true' };

interface Machine {
  readonly env?: Readonly<Record<string, string>>;
  /** In the home folder. */
  readonly files?: Readonly<Record<string, string>>;
  readonly profile?: string;
}

/** Looks for keys on a machine with these files and variables. */
async function find({ env = {}, files = {}, profile }: Machine) {
  const home = directoryOf(files);
  const found = findCredentials(profile, surroundings({ home, env: { ...OFFLINE, ...env } }));
  return found.catch((error: Error) => {
    // Whatever went wrong, what it is about is not said.
    for (const text of [error.message, error.stack, String(error.cause)])
      expect(text).not.toContain(SECRET);
    throw error;
  });
}

const FILES = {
  '.aws/credentials': `[default]
aws_access_key_id = ID-DEFAULT
aws_secret_access_key = ${SECRET}

# another
[bot]
aws_access_key_id=ID-BOT
AWS_SECRET_ACCESS_KEY=${SECRET}
aws_session_token = token-bot
`,
  '.aws/config': `[default]\r
region = eu-west-1\r
[profile bot]
region = eu-central-1
s3 =
  aws_access_key_id = ID-NESTED
aws_access_key_id = ID-CONFIG
[profile process]
credential_process = /bin/echo {"Version":1}
[profile sso]
sso_session = corp
[profile role]
role_arn = arn:aws:iam::1:role/x
[profile empty]
region = eu-west-1
[profile half]
aws_access_key_id = ID
`,
};
const ENVIRONMENT = { AWS_ACCESS_KEY_ID: 'ID-ENV', AWS_SECRET_ACCESS_KEY: SECRET };

const keys = (accessKeyId: string, sessionToken?: string) => ({
  credentials: { accessKeyId, secretAccessKey: SECRET, ...(sessionToken && { sessionToken }) },
  expires: null,
});

describe('keys', () => {
  it.each([
    ['the environment', { env: ENVIRONMENT, files: FILES }, keys('ID-ENV')],
    [
      'the environment, with a token',
      { env: { ...ENVIRONMENT, AWS_SESSION_TOKEN: 'token' } },
      keys('ID-ENV', 'token'),
    ],
    [
      'the environment, before AWS_PROFILE',
      { env: { ...ENVIRONMENT, AWS_PROFILE: 'bot' }, files: FILES },
      keys('ID-ENV'),
    ],
    [
      'the profile of the config, before the environment',
      { env: ENVIRONMENT, files: FILES, profile: 'bot' },
      keys('ID-BOT', 'token-bot'),
    ],
    ['AWS_PROFILE', { env: { AWS_PROFILE: 'bot' }, files: FILES }, keys('ID-BOT', 'token-bot')],
    ['the default profile', { files: FILES }, keys('ID-DEFAULT')],
    [
      'the config file alone',
      {
        files: { '.aws/config': `[default]\naws_access_key_id=C\naws_secret_access_key=${SECRET}` },
      },
      keys('C'),
    ],
  ] as const)('are those of %s', async (_, machine, expected) => {
    expect(await find(machine)).toEqual(expected);
  });

  it('are read from the files that the environment names', async () => {
    const folder = directoryOf({ mine: FILES['.aws/credentials'], config: FILES['.aws/config'] });
    const env = {
      AWS_SHARED_CREDENTIALS_FILE: join(folder, 'mine'),
      AWS_CONFIG_FILE: join(folder, 'config'),
    };
    expect(await find({ env, profile: 'bot' })).toEqual(keys('ID-BOT', 'token-bot'));
  });

  it.each([
    ['nothing', {}, 'no keys for the store were found: set AWS_ACCESS_KEY_ID'],
    [
      'half of them',
      { env: { AWS_ACCESS_KEY_ID: 'ID' } },
      'the environment (AWS_ACCESS_KEY_ID …) has no complete keys',
    ],
    [
      'two lines',
      { env: { AWS_ACCESS_KEY_ID: 'ID', AWS_SECRET_ACCESS_KEY: `${SECRET}\nx` } },
      'each one word',
    ],
    [
      'a profile that is not there',
      { files: FILES, profile: 'none' },
      'profile none is in none of the AWS files',
    ],
    [
      'an AWS_PROFILE that is not there',
      { files: FILES, env: { AWS_PROFILE: 'none' } },
      'correct model.store.profile or AWS_PROFILE',
    ],
    [
      'a profile without keys',
      { files: FILES, profile: 'empty' },
      'profile empty says nothing of keys',
    ],
    [
      'a profile with half of them',
      { files: FILES, profile: 'half' },
      'profile half has no complete keys',
    ],
    [
      'single sign-on',
      { files: FILES, profile: 'sso' },
      'by sso_session, which is not known here: let the AWS command line get them',
    ],
    ['a role to assume', { files: FILES, profile: 'role' }, 'gets its keys by role_arn'],
    [
      'a process that prints none',
      { files: FILES, profile: 'process' },
      'credential_process of profile process has no complete keys',
    ],
  ] as const)('that are missing: %s', async (_, machine, words) => {
    const found = find(machine);
    await expect(found).rejects.toMatchObject({ name: 'StoreError', kind: 'no-credentials' });
    await expect(found).rejects.toThrow(words);
  });
});

/** A profile whose keys come from a script. */
function processProfile(script: string, words = ''): Machine {
  const folder = directoryOf({});
  const name = join(folder, 'with space');
  mkdirSync(name);
  writeFileSync(join(name, 'keys'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(name, 'keys'), 0o755);
  const command = `"${join(name, 'keys')}" ${words}`;
  return {
    profile: 'p',
    files: { '.aws/config': `[profile p]\ncredential_process = ${command}\n` },
  };
}

const document = (more = '') =>
  `{"Version":1,"AccessKeyId":"$1","SecretAccessKey":"${SECRET}"${more}}`;

describe('credential_process', () => {
  it('gives keys and when they end; its words reach it as they are, and no shell', async () => {
    const more = ',"SessionToken":"t","Expiration":"2030-01-01T00:00:00Z"';
    const script = `cat <<END\n${document(more)}\nEND`;
    expect(await find(processProfile(script, '"$(id);"*'))).toEqual({
      credentials: { accessKeyId: '$(id);*', secretAccessKey: SECRET, sessionToken: 't' },
      expires: Date.UTC(2030, 0, 1),
    });
  });

  it.each([
    ['fails', `echo ${SECRET} >&2; echo ${SECRET}; exit 3`, 'it ended with status 3'],
    ['prints no JSON', `echo ${SECRET}`, 'has no complete keys'],
    ['prints too much', `yes ${SECRET}`, 'it printed too much'],
    [
      'prints an end that is none',
      `cat <<END\n${document(',"Expiration":"soon"')}\nEND`,
      'has no complete keys',
    ],
  ])('that %s', async (_, script, words) => {
    await expect(find(processProfile(script, 'ID'))).rejects.toThrow(words);
  });

  it('that is not there', async () => {
    const files = { '.aws/config': '[default]\ncredential_process = /nowhere/keys\n' };
    await expect(find({ files })).rejects.toThrow('it cannot be started (ENOENT)');
  });
});

describe('the role of a container', () => {
  it('is asked with its token', async () => {
    const asked: (string | undefined)[] = [];
    const url = await startServer(({ headers }, answer) => {
      asked.push(headers.authorization);
      answer.end(
        `{"AccessKeyId":"ID-C","SecretAccessKey":"${SECRET}","Token":"t","Expiration":"2030-01-01T00:00:00Z"}`,
      );
    });
    const folder = directoryOf({ token: 'from the file\n' });
    const env = {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/keys`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: 'from the environment',
    };
    const expected = {
      credentials: { accessKeyId: 'ID-C', secretAccessKey: SECRET, sessionToken: 't' },
      expires: Date.UTC(2030, 0, 1),
    };
    expect(await find({ env })).toEqual(expected);
    const file = { AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: join(folder, 'token') };
    expect(await find({ env: { ...env, ...file } })).toEqual(expected);
    expect(asked).toEqual(['from the environment', 'from the file']);
  });

  it('is not asked of another machine without TLS', async () => {
    const env = { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://192.0.2.1/keys' };
    await expect(find({ env })).rejects.toThrow('leads to another machine without TLS');
  });

  it('says that it gives none', async () => {
    const url = await startServer((_, answer) => answer.writeHead(403).end(SECRET));
    await expect(find({ env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: url } })).rejects.toThrow(
      'gives no keys',
    );
  });
});

describe('the role of an instance', () => {
  const role = (asked: IncomingMessage, answer: ServerResponse) => {
    const { method, url, headers } = asked;
    const path = '/latest/meta-data/iam/security-credentials/';
    if (method === 'PUT' && url === '/latest/api/token') answer.end('the-token');
    else if (headers['x-aws-ec2-metadata-token'] !== 'the-token') answer.writeHead(401).end();
    else if (url === path) answer.end('bots\n');
    else if (url === `${path}bots`)
      answer.end(
        `{"Code":"Success","AccessKeyId":"ID-I","SecretAccessKey":"${SECRET}","Token":"t","Expiration":"2030-01-01T00:00:00Z"}`,
      );
    else answer.writeHead(404).end();
  };

  it('is asked with a token of its own', async () => {
    const env = {
      AWS_EC2_METADATA_DISABLED: 'false',
      AWS_EC2_METADATA_SERVICE_ENDPOINT: await startServer(role),
    };
    expect(await find({ env })).toMatchObject({
      credentials: { accessKeyId: 'ID-I', sessionToken: 't' },
    });
  });

  it('is not there where nobody answers', async () => {
    const env = {
      AWS_EC2_METADATA_DISABLED: 'false',
      AWS_EC2_METADATA_SERVICE_ENDPOINT: 'http://127.0.0.1:1',
    };
    await expect(find({ env })).rejects.toThrow('no keys for the store were found');
  });
});
