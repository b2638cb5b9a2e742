import { readBody, sendRequest } from '../s3/http.js';

const MAX_BYTES = 65_536;

/**
 * Asks a service of the machine, beside which keys are found.
 *
 * @param idleMs after which nobody is thought to be there
 * @returns null where nobody answers, or not with 200
 */
export async function fetchText(
  url: URL,
  {
    method = 'GET',
    headers = {},
    idleMs,
  }: { method?: string; headers?: Readonly<Record<string, string>>; idleMs: number },
): Promise<string | null> {
  const request = {
    isSecure: url.protocol === 'https:',
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? undefined : Number(url.port),
    method,
    path: url.pathname + url.search,
    headers: method === 'PUT' ? { 'Content-Length': '0', ...headers } : headers,
  };
  try {
    const answer = await sendRequest(request, { idleMs });
    const body = await readBody(answer, MAX_BYTES);
    return answer.statusCode === 200 ? (body?.toString() ?? null) : null;
  } catch {
    return null;
  }
}
