import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, release } from 'node:os';
import { join } from 'node:path';
import { governance } from './governance.ts';
import { incidents } from './incidents.ts';
import { spine } from './spine.ts';
import { sweep } from './sweep.ts';
import { table, type Benchmark } from './benchmark.ts';

const benchmarks: Record<string, Benchmark> = { governance, incidents, spine, sweep };

const [name = 'spine'] = process.argv.slice(2);
const benchmark = benchmarks[name];
if (benchmark === undefined) {
  console.error(`There is no benchmark "${name}"; there are: ${Object.keys(benchmarks).join(', ')}.`);
  process.exit(2);
}
console.error(`${name}: ${benchmark.title}`);
const { results, report, details } = await benchmark.run((line) => console.error(`  ${line}`));
const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Linux ${release()}, Node ${process.version}`;
if (report !== undefined) console.log(`${report}\n`);
console.log(table(results));
console.log(`\nMeasured on ${machine}.\nNot measured: ${benchmark.notMeasured}`);
const directory = join(process.env['SREMESH_HOME'] ?? '.sremesh', 'bench');
await mkdir(directory, { recursive: true });
const file = join(directory, `${name}.json`);
await writeFile(
  file,
  JSON.stringify({ name, machine, at: new Date().toISOString(), results, details }, null, 2),
);
console.log(`JSON: ${file}`);
process.exit(0);
