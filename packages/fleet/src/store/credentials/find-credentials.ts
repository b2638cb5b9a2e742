import type { StoreSurroundings } from '../settings.js';
import { StoreError } from '../store-error.js';
import { type Profile, readProfile } from './aws-files.js';
import { containerKeys } from './container.js';
import { runCredentialProcess } from './credential-process.js';
import type { FoundCredentials } from './credentials.js';
import { instanceKeys } from './instance.js';
import { checkedKeys } from './read-keys.js';

/**
 * Looks for keys where Amazon's own tools do, in their order: the environment, a profile of the AWS files,
 * the role of a container, the role of an instance. A profile that the config names comes first, and then
 * nothing else is looked at.
 *
 * @param profile of the config; undefined where it names none
 * @throws StoreError of kind `no-credentials` that says where was looked, and never what was found
 */
export async function findCredentials(
  profile: string | undefined,
  surroundings: StoreSurroundings,
): Promise<FoundCredentials> {
  const { env } = surroundings;
  if (profile === undefined && env.AWS_ACCESS_KEY_ID) {
    return checkedKeys(
      'the environment (AWS_ACCESS_KEY_ID …)',
      env.AWS_ACCESS_KEY_ID,
      env.AWS_SECRET_ACCESS_KEY,
      env.AWS_SESSION_TOKEN,
    );
  }
  const named = profile ?? env.AWS_PROFILE;
  const read = readProfile(profile, surroundings);
  if (read) {
    const keys = await keysOfProfile(read, surroundings);
    if (keys) return keys;
  }
  if (named !== undefined) throw noProfile(named, read);
  const found = (await containerKeys(env)) ?? (await instanceKeys(env));
  if (found) return found;
  throw new StoreError(
    'no-credentials',
    'no keys for the store were found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile of ~/.aws/credentials',
  );
}

/** null where the profile says nothing of keys. */
async function keysOfProfile(
  { name, values }: Profile,
  { env }: StoreSurroundings,
): Promise<FoundCredentials | null> {
  const id = values.get('aws_access_key_id');
  if (id !== undefined) {
    const secret = values.get('aws_secret_access_key');
    return checkedKeys(`profile ${name}`, id, secret, values.get('aws_session_token'));
  }
  const command = values.get('credential_process');
  return command === undefined ? null : runCredentialProcess(command, name, env);
}

const OTHER_WAYS = [
  'sso_session',
  'sso_start_url',
  'role_arn',
  'web_identity_token_file',
  'login_session',
];

function noProfile(name: string, profile: Profile | null): StoreError {
  const way = OTHER_WAYS.find((key) => profile?.values.has(key));
  if (way !== undefined) {
    const advice = `let the AWS command line get them: credential_process = aws configure export-credentials --profile ${name}, in a profile of its own`;
    return new StoreError(
      'no-credentials',
      `profile ${name} gets its keys by ${way}, which is not known here: ${advice}`,
    );
  }
  const what = profile ? 'says nothing of keys' : 'is in none of the AWS files';
  return new StoreError(
    'no-credentials',
    `profile ${name} ${what}: correct model.store.profile or AWS_PROFILE`,
  );
}
