/** A new model was published. */
export function promotedText(version: string, selected: string | null): string {
  const effect = selected === version ? 'it is selected now' : `${selected ?? 'none'} is selected`;
  return `version ${version} is promoted: ${effect}`;
}

/** A new model was set aside. */
export function rejectedText(version: string, folder: string): string {
  return `version ${version} is not promoted; its files are kept in ${folder}`;
}

/** Versions have at most nine digits on each side. */
export function noVersionLeft(version: string): string {
  return `there is no version left after ${version}`;
}
