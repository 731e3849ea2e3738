import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSamples } from '../../src/metrics/prometheus-text.ts';

const escaped = (value: string): string =>
  value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

describe('prometheus text', () => {
  it('any label value and any number comes back as it was', () => {
    const value = fc.oneof(fc.double(), fc.constantFrom(Infinity, -Infinity, Number.NaN));
    const written = (number: number): string =>
      Number.isFinite(number) || Number.isNaN(number) ? String(number) : number > 0 ? '+Inf' : '-Inf';
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), value, (first, second, number) => {
        // A line ends at a line feed only, which is written as two characters.
        const line = `kafka_x{a="${escaped(first)}",b="${escaped(second)}"} ${written(number)}`;
        const [sample] = parseSamples(`# HELP kafka_x y\n${line}\n`, 'kafka_');
        expect(sample?.labels).toEqual(
          new Map([
            ['a', first],
            ['b', second],
          ]),
        );
        expect(sample?.value).toBe(number === 0 ? Number(String(number)) : number);
      }),
    );
  });

  it('what is not asked for and what is no sample is passed over', () => {
    const text = [
      '# TYPE kafka_a gauge',
      'jvm_threads{state="x"} 3',
      'kafka_a 1 1700000000000',
      'kafka_b{x="1",} 2e3',
      'kafka_c{x="1" 2',
      'kafka_d{"quoted"} 1',
      'kafka_e',
      '',
    ].join('\n');
    expect(parseSamples(text, 'kafka_').map(({ name, value }) => [name, value])).toEqual([
      ['kafka_a', 1],
      ['kafka_b', 2000],
    ]);
  });

  it('no line makes it throw or hang', () => {
    fc.assert(
      fc.property(fc.string(), (rest) => {
        expect(parseSamples(`kafka_${rest}`, 'kafka_').length).toBeLessThanOrEqual(rest.split('\n').length);
      }),
    );
  });
});
