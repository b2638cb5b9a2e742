import {
  type DiscoveredModel,
  escapeText,
  formatInstant,
  problemText,
  showValue,
} from '@org/model-registry-core';
import { paint } from '@org/model-registry-program';
import type { Context } from '../context.js';

const WIDTH = 80;

/** One line a version: a mark at the selected one, what it was trained for and until when, and what speaks against it. */
export function renderShort({ scan, selection, pin }: Context): string {
  if (!scan.found) return `There is no directory ${escapeText(scan.location, 1_000)}\n`;
  const against = new Map(
    selection.rejected.map(({ model, problems }) => [model.version, problems] as const),
  );
  const selected = selection.chosen?.model.version;
  const rows = scan.models.map((model) => {
    const [first, ...more] = against.get(model.version) ?? [];
    const others = more.length > 0 ? ` (+${more.length})` : '';
    const isSelected = model.version === selected;
    const mark = isSelected ? '*' : ' ';
    const state = isSelected ? 'selected' : first ? `${problemText(first).title}${others}` : '';
    const note = model.version === pin?.version ? `pinned ${state}`.trimEnd() : state;
    return { isSelected, cells: [`${mark} ${model.version}`, ...cellsOf(model), note] };
  });
  const widths = rows[0]?.cells.map((_, at) =>
    rows.reduce((widest, { cells }) => Math.max(widest, cells[at]?.length ?? 0), 0),
  );
  const lines = rows.map(({ cells, isSelected }) => {
    const padded = cells.map((cell, at) => cell.padEnd(widths?.[at] ?? 0));
    const line = padded.join('  ').trimEnd();
    const cut = line.length > WIDTH ? `${line.slice(0, WIDTH - 1)}…` : line;
    return isSelected ? paint('green', cut) : cut;
  });
  return `${lines.length > 0 ? lines.join('\n') : 'There are no versions.'}\n`;
}

/** The mode, the encoding, how many symbols, and the day of the training's end; `-` for what is not known. */
function cellsOf({ fields }: DiscoveredModel): string[] {
  const { trainingMode, symbolEncoding, trainedSymbols, trainingEnd } = fields ?? {};
  const word = (value: unknown) => (value === undefined ? '-' : showValue(value, 16));
  return [
    word(trainingMode),
    word(symbolEncoding),
    trainedSymbols === undefined
      ? '-'
      : `${trainedSymbols.length} ${trainedSymbols.length === 1 ? 'symbol' : 'symbols'}`,
    trainingEnd === undefined ? '-' : formatInstant(trainingEnd).slice(0, 10),
  ];
}
