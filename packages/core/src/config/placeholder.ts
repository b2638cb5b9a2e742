/**
 * Whether text holds a `${NAME}` placeholder. The registry never expands one, and never shows the
 * text around it: it may stand for a secret.
 *
 * @example hasPlaceholder('${HOME}/models') // true
 */
export function hasPlaceholder(text: string): boolean {
  return text.includes('${');
}
