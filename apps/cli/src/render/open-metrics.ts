/** A figure under one name, for each set of labels. All are gauges. */
export interface MetricFamily {
  /** With the unit at its end, as Prometheus has it: `_seconds`. */
  readonly name: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

/** One value. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/**
 * Figures as OpenMetrics text, which is the older text format of Prometheus at the same time: so node
 * exporter's textfile collector takes it, which reads only that. Families without a sample are left out.
 *
 * @example openMetrics([{ name: 'model_registry_selected', help: 'Whether …', samples: [{ labels: {}, value: 1 }] }])
 */
export function openMetrics(families: readonly MetricFamily[]): string {
  const lines = families.flatMap(({ name, help, samples }) => {
    if (samples.length === 0) return [];
    const values = samples.map(({ labels, value }) => `${name}${labelText(labels)} ${value}`);
    return [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, ...values];
  });
  return `${[...lines, '# EOF'].join('\n')}\n`;
}

function labelText(labels: Sample['labels']): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length > 0 ? `{${pairs.join(',')}}` : '';
}

/** Line ends other than `\n` would be kept as they are, and no reader of lines expects them. */
function escaped(value: string): string {
  return Buffer.from(value)
    .toString()
    .replace(/[\\"]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replace(/[\p{Cc}\u2028\u2029]/gu, '\ufffd');
}
