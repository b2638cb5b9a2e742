// A program's help, as a page of its manual.

/**
 * @param {string} name of the program
 * @param {(words: readonly string[]) => string} help what the program prints with these words before `--help`
 * @param {{ version: string, date: string, seeAlso: readonly string[] }} facts
 * @returns {string} the page, in roff
 */
export function manPage(name, help, { version, date, seeAlso }) {
  const [summary, ...parts] = partsOf(help([]));
  const find = (title) => parts.find((part) => part.title === title);
  const [usage] = find('Usage').lines;
  // In one list, or in several with a title each.
  const isCommands = (part) =>
    usage.includes('COMMAND') && part.isIndented && !NAMED.has(part.title) && !isOptions(part);
  const commands = parts.filter(isCommands).flatMap(({ lines }) => verbsOf(lines));
  // Those of a command are told with it, and a program without commands has no others. Where the help only
  // names them, that of a command explains them.
  const ofCommand = commands[0] ? partsOf(help([commands[0]])) : [];
  const options =
    [...parts, ...ofCommand].find((part) => part.title === 'Common options' && isOptions(part)) ??
    parts.find(isOptions);
  const about = parts.filter(
    (part) => !NAMED.has(part.title) && !isOptions(part) && !isCommands(part),
  );
  return [
    `.TH ${name.toUpperCase()} 1 ${date} "${name} ${version}" "User Commands"`,
    '.SH NAME',
    `${name} \\- ${text(nameOf(summary))}`,
    '.SH SYNOPSIS',
    synopsis(name, usage),
    '.SH DESCRIPTION',
    ...[summary, ...about].map(body),
    ...section('COMMANDS', commands.length > 0 && commandSections(name, commands, help)),
    ...section('OPTIONS', body(options)),
    ...section('EXIT STATUS', body(find('Exit status'))),
    ...section('EXAMPLES', find('Example') && body(find('Example'))),
    ...section('SEE ALSO', seeAlso.map((other) => `.BR ${text(other)} (1)`).join(',\n')),
    '',
  ].join('\n');
}

/** Parts of a program's help that have a section of their own. */
const NAMED = new Set(['Usage', 'Common options', 'Exit status', 'Example']);

const isOptions = ({ isIndented, lines: [line] }) => isIndented && line.startsWith('-');

const section = (title, content) => (content ? [`.SH ${title}`, content] : []);

/** The first sentence, as lists of pages have it. */
function nameOf({ lines }) {
  const [sentence] = lines.join(' ').split(/\.(?: |$)/);
  return sentence[0].toLowerCase() + sentence.slice(1);
}

/** The first word of each entry of a list. */
function verbsOf(lines) {
  return lines.filter((line) => /^\S/.test(line)).map((line) => line.split(' ')[0]);
}

function commandSections(name, verbs, help) {
  return verbs.flatMap((verb) => commandSection(name, partsOf(help([verb])))).join('\n');
}

function commandSection(name, [usage, ...parts]) {
  const own = parts.filter(({ title }) => title !== 'Common options');
  return [`.SS ${text(usage.lines[0].replace(`${name} `, ''))}`, ...own.map(body)];
}

/**
 * The paragraphs of a help. One that begins with a title and a colon has it apart; lines lose what all of
 * them are indented by.
 */
function partsOf(help) {
  return help
    .trimEnd()
    .split(/\n\n|\n(?=[A-Z][^\n:]*:\n {2})/)
    .map((paragraph) => {
      const [, title = '', rest = ''] =
        /^(?=Usage|Common options|Exit status|.*:\n {2})([A-Z][^:\n]*):\s([\s\S]*)$/.exec(
          paragraph,
        ) ?? [];
      const lines = (title ? rest : paragraph).split('\n');
      const isIndented = lines.every((line) => line.startsWith('  '));
      return {
        title: title === 'Examples' ? 'Example' : title,
        isIndented,
        lines: isIndented ? lines.map((line) => line.slice(2)) : lines,
      };
    });
}

/** Prose is filled, a list has its labels apart, and what is to be copied stays as it is. */
function body({ title, isIndented, lines }) {
  if (title === 'Example')
    return ['.PP', '.nf', '.RS 4', ...lines.map(text), '.RE', '.fi'].join('\n');
  if (!isIndented) return ['.PP', ...lines.map(text)].join('\n');
  return lines.map(listLine).join('\n');
}

/** `label   words`, or more words of the line before. */
function listLine(line) {
  const [, label, words] = /^(\S+(?: \S+)*) {2,}(.*)$/.exec(line) ?? [];
  return label ? `.TP\n.B ${text(label)}\n${text(words)}` : text(line.trim());
}

function synopsis(name, usage) {
  return `.B ${text(name)}\n${text(usage.replace(name, '').trim())}`;
}

/** Nothing in it means anything to roff. */
function text(line) {
  return line
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(?=[.'])/, '\\&');
}
