import { forecast, type ClusterObservation, type Forecast } from '@sremesh/contracts';
import type { Growth } from '../series/growth.ts';
import { topicIn } from '../series/lookup.ts';
import { lastSeconds } from '../series/points.ts';

/** How far back the trend is taken. */
const trendSeconds = 30;

/**
 * When the group will be as far behind as the topic's retention reaches, so that what it has not read is deleted: the age
 * of its oldest unread record is taken to be what was produced meanwhile. Null where nothing is deleted by time, or the
 * trend does not lead there.
 */
export function lossForecast(now: ClusterObservation, { topic, lag, produceRate }: Growth): Forecast | null {
  const retentionMs = topicIn(now, topic)?.retentionMs ?? -1;
  if (retentionMs <= 0 || produceRate <= 0) return null;
  const behind = lastSeconds(lag, trendSeconds).map(({ at, value }) => ({ at, value: value / produceRate }));
  return forecast(behind, retentionMs / 1000);
}
