import type { Claimant, PushRefusal } from './push-one.js';

/**
 * Why a version is not pushed, and what to do; not escaped.
 *
 * @example refusalText('1.4', { kind: 'retired' })
 */
export function refusalText(version: string, refusal: PushRefusal): string {
  const other = 'publish it under another number';
  switch (refusal.kind) {
    case 'other-content': {
      const { differs, claim } = refusal;
      const what = differs
        ? `its ${differs.artifact} has the SHA-256 ${differs.here} here and ${differs.there ?? 'none'} there`
        : 'their metadata differ';
      return `the store has another version ${version}${byWhom(claim)}: ${what}; ${other}`;
    }
    case 'claimed':
      return `the number ${version} is claimed${byWhom(refusal.claim)}, and not pushed: ${other}`;
    case 'retired':
      return `version ${version} was retired from the store: ${other}`;
    case 'unfit':
      return refusal.reason;
  }
}

function byWhom(claim: Claimant | null): string {
  return claim ? `, by ${claim.user ?? 'somebody'} on ${claim.host} at ${claim.at}` : '';
}
