package io.quorate.benchmarks.server;

import java.io.File;
import org.apache.activemq.broker.BrokerService;
import org.apache.activemq.store.kahadb.KahaDBPersistenceAdapter;

/** The process of an ActiveMQ Classic node: its folder, and where it listens. */
final class ActiveMqNode {
  private static final long MIB = 1L << 20;

  private ActiveMqNode() {}

  public static void main(String[] arguments) throws Exception {
    KahaDBPersistenceAdapter store = new KahaDBPersistenceAdapter();
    store.setDirectory(new File(arguments[0]));
    BrokerService broker = new BrokerService();
    broker.setBrokerName("benchmark");
    broker.setUseJmx(false);
    broker.setDataDirectory(arguments[0]);
    broker.setPersistenceAdapter(store);
    broker.getSystemUsage().getMemoryUsage().setLimit(512 * MIB);
    broker.getSystemUsage().getStoreUsage().setLimit(20_480 * MIB);
    broker.getSystemUsage().getTempUsage().setLimit(1_024 * MIB);
    broker.addConnector(arguments[1]);
    broker.start();
    broker.waitUntilStopped();
  }
}
