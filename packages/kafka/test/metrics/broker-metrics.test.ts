import { describe, expect, it } from 'vitest';
import { brokerMetrics } from '../../src/metrics/broker-metrics.ts';
import { parseSamples } from '../../src/metrics/prometheus-text.ts';

/** The same broker, as the widespread rules, those that keep the bean's type, and no rules at all write it. */
const writings = {
  'rules by bean and attribute': `
kafka_server_app_info_starttimems{id="4"} 1.7E12
kafka_server_quota_throttle_time{resource="Produce",user="a%20b",clientId="\\"c\\\\\\"d,e\\""} 12.5
kafka_server_quota_byte_rate{resource="Produce",user="a%20b",clientId="x"} 99
kafka_server_socket_server_metrics_failed_authentication_total{listener="A",networkProcessor="0"} 2
kafka_server_socket_server_metrics_failed_authentication_total{listener="B",networkProcessor="1"} 3
kafka_network_requestmetrics_errors_total{request="Produce",error="TOPIC_AUTHORIZATION_FAILED"} 7
kafka_network_requestmetrics_errors_total{request="Produce",error="NONE"} 1000
kafka_network_requestmetrics_totaltimems{request="Produce",quantile="0.99"} 42
kafka_network_requestmetrics_totaltimems{request="Produce",quantile="0.5"} 1
kafka_server_brokertopicmetrics_bytesin_total 1024
kafka_server_brokertopicmetrics_bytesin_total{topic="t"} 1000`,
  'names of the type': `
kafka_server_app_info_version{id="4"} 1
kafka_server_produce_throttle_time{user="a%20b",client_id="\\"c\\\\\\"d,e\\""} 12.5
kafka_server_socket_server_metrics_failed_authentication_total{listener="A"} 5
kafka_network_requestmetrics_errorspersec_count{request="Produce",error="TOPIC_AUTHORIZATION_FAILED"} 7
kafka_network_requestmetrics_totaltimems_99thpercentile{request="Produce"} 42
kafka_server_brokertopicmetrics_bytesinpersec_count 1024`,
  'no rules': `
kafka_server_app_info_StartTimeMs{id="4"} 1.7E12
kafka_server_Produce_throttle_time{user="a%20b",client_id="\\"c\\\\\\"d,e\\""} 12.5
kafka_server_Fetch_throttle_time{user="idle"} NaN
kafka_server_socket_server_metrics_failed_authentication_total{listener="A"} 5
kafka_network_RequestMetrics_Count{name="ErrorsPerSec",request="Produce",error="TOPIC_AUTHORIZATION_FAILED"} 7
kafka_network_RequestMetrics_Count{name="TotalTimeMs",request="Produce"} 70
kafka_network_RequestMetrics_99thPercentile{name="TotalTimeMs",request="Produce"} 42
kafka_network_RequestMetrics_99thPercentile{name="LocalTimeMs",request="Produce"} 41
kafka_server_BrokerTopicMetrics_Count{name="BytesInPerSec"} 1024
kafka_server_BrokerTopicMetrics_Count{name="BytesOutPerSec"} 1
kafka_server_BrokerTopicMetrics_Count{name="BytesInPerSec",topic="t"} 1000`,
};

describe('broker metrics', () => {
  it.each(Object.entries(writings))('%s - are understood', (_, text) => {
    expect(brokerMetrics(parseSamples(text, 'kafka_'))).toEqual({
      broker: 4,
      throttled: [{ user: 'a b', clientId: 'c"d,e', request: 'Produce', throttleMs: 12.5 }],
      failedAuthentications: 5,
      authorizationErrors: [{ request: 'Produce', error: 'TOPIC_AUTHORIZATION_FAILED', count: 7 }],
      requestMs: [{ request: 'Produce', p99: 42 }],
      bytesIn: 1024,
    });
  });

  it('an exporter that tells nothing of a kind has nothing of it', () => {
    expect(brokerMetrics([])).toEqual({
      broker: null,
      throttled: [],
      failedAuthentications: 0,
      authorizationErrors: [],
      requestMs: [],
      bytesIn: 0,
    });
  });
});
