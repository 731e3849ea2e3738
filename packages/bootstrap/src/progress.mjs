// @ts-check

/**
 * @typedef {object} Step
 * @property {(doing: string) => void} update What is being done now
 * @property {(outcome?: string) => void} done
 * @property {(why: string) => void} failed
 */
/**
 * @typedef {object} Progress
 * @property {(name: string) => Step} start Shows nothing until its first update
 * @property {(line: string) => void} say
 */

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const frameMs = 120;

/**
 * Tells a person what the set-up does. On a terminal one line at the bottom follows all running steps with their
 * seconds; elsewhere each change is a line of its own. Nothing is written while there is nothing to do.
 * @param {NodeJS.WriteStream} stream
 * @returns {Progress}
 */
export function createProgress(stream) {
  /** @type {Map<string, { doing: string, since: number }>} */
  const running = new Map();
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  let frame = 0;

  /** @param {string} line */
  const say = (line) => {
    stream.write(stream.isTTY ? `\r\x1b[2K${line}\n` : `${line}\n`);
    draw();
  };
  const draw = () => {
    if (!stream.isTTY || running.size === 0) return;
    const now = Date.now();
    const parts = [...running].map(([name, { doing, since }]) => `${name}: ${doing} ${seconds(now - since)}`);
    const line = `${frames[frame % frames.length]} ${parts.join(' · ')}`;
    stream.write(`\r\x1b[2K${line.slice(0, (stream.columns || 80) - 1)}`);
  };
  /** @param {string} name @param {string} line */
  const finish = (name, line) => {
    running.delete(name);
    if (running.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
    say(line);
  };

  return {
    say,
    start(name) {
      const since = Date.now();
      const update = (/** @type {string} */ now) => {
        running.set(name, { doing: now, since });
        if (!stream.isTTY) return say(`  ${name}: ${now} …`);
        timer ??= setInterval(() => {
          frame += 1;
          draw();
        }, frameMs).unref();
        return draw();
      };
      return {
        update,
        done: (outcome) => {
          const what = outcome === undefined ? name : `${name}: ${outcome}`;
          finish(name, `✓ ${what} (${seconds(Date.now() - since)})`);
        },
        failed: (why) => finish(name, `✗ ${name}: ${why}`),
      };
    },
  };
}

/** @param {number} ms */
const seconds = (ms) => `${Math.round(ms / 1000)} s`;
