import type { Clock } from '../clock.js';

/** What requests are signed with. It goes into no message, log or document. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Keys, and until when they are good: milliseconds since 1970; null for keys that do not end. */
export interface FoundCredentials {
  readonly credentials: Credentials;
  readonly expires: number | null;
}

/** Where keys come from, as often as they are needed. */
export interface CredentialSource {
  /** @throws StoreError of kind `no-credentials` */
  get(): Promise<Credentials>;
  /** They are no longer good, whatever was said: the next ones are to be new. */
  renew(): void;
}

/** Keys are renewed so long before they end: a request takes its time too. */
const BEFORE_MS = 5 * 60_000;

/**
 * Keeps keys until shortly before they end. Those who ask at once share one search.
 *
 * @param find looks for keys anew
 */
export function credentialSource(
  find: () => Promise<FoundCredentials>,
  clock: Clock,
): CredentialSource {
  let found: Promise<FoundCredentials> | null = null;
  const isOld = ({ expires }: FoundCredentials) =>
    expires !== null && expires - clock.now() < BEFORE_MS;
  const search = () => {
    const searched = find().catch((error) => {
      found = null;
      throw error;
    });
    found = searched;
    return searched;
  };
  return {
    async get() {
      const kept = found ?? search();
      const { credentials, expires } = await kept;
      if (!isOld({ credentials, expires })) return credentials;
      // Another may have begun to search meanwhile.
      const next = found === null || found === kept ? search() : found;
      return (await next).credentials;
    },
    renew() {
      found = null;
    },
  };
}
