/**
 * What a person is told beside a result: a sentence, not escaped. A plain one is good to know; a warning is
 * about something that may be wrong, and looks different on a terminal.
 */
export type Remark = string | Warning;

/** That something may be wrong, and what to do about it. */
export interface Warning {
  readonly warning: string;
}

/**
 * A sentence as a warning.
 *
 * @example warning('no mark can be left') // { warning: 'no mark can be left' }
 */
export function warning(sentence: string): Warning {
  return { warning: sentence };
}

/**
 * The sentence of a remark of either kind.
 *
 * @example remarkText({ warning: 'no mark can be left' }) // 'no mark can be left'
 */
export function remarkText(remark: Remark): string {
  return typeof remark === 'string' ? remark : remark.warning;
}
