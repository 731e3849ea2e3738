import type { Topics } from '../readings.ts';
import { skewed } from '../readings.ts';

type Partition = Topics['partitions'][number];

/** The six partitions of `orders`, in sync on three brokers, but for what a scene says of each. */
export const topicOf = (differs: (partition: number) => Partial<Partition> = () => ({})): Topics =>
  skewed(0, {
    partitions: Array.from({ length: 6 }, (_, partition) => {
      const replicas = [0, 1, 2].map((place) => ((partition + place) % 3) + 1);
      return {
        topic: 'orders',
        partition,
        leader: replicas[0] ?? -1,
        replicas,
        isr: replicas,
        produceRate: 10,
        minInsyncReplicas: 2,
        logStartOffset: 0,
        highWatermark: 1000,
        ...differs(partition),
      };
    }),
  });

/** What is left of it without these brokers. */
export const without = (...gone: number[]): Topics => {
  const whole = topicOf();
  const partitions = whole.partitions.map((one): Partition => {
    const isr = one.isr.filter((id) => !gone.includes(id));
    return { ...one, isr, leader: isr[0] ?? -1 };
  });
  return { ...whole, partitions };
};
