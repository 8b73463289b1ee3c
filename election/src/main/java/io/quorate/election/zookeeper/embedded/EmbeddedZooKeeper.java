package io.quorate.election.zookeeper.embedded;

import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.zookeeper.server.NIOServerCnxnFactory;
import org.apache.zookeeper.server.ZooKeeperServer;
import org.apache.zookeeper.server.persistence.FileTxnSnapLog;
import org.apache.zookeeper.server.persistence.Util;

/**
 * One server, on loopback, without ZooKeeper's HTTP server. Its data survives restarts; with a
 * single server it survives nothing else.
 */
public final class EmbeddedZooKeeper implements AutoCloseable {
  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  /** Sessions of 2 to 20 ticks are granted: 4 to 40 s. */
  private static final int TICK_MILLIS = 2_000;

  private static final int CONNECTIONS_MAX = 60;
  private static final int SNAPSHOTS_KEPT = 3;
  private static final String SNAPSHOT = "snapshot";
  private static final String LOG = "log";

  private final NIOServerCnxnFactory connections;
  private final FileTxnSnapLog files;

  private EmbeddedZooKeeper(NIOServerCnxnFactory connections, FileTxnSnapLog files) {
    this.connections = connections;
    this.files = files;
  }

  /**
   * Serves when it returns.
   *
   * @param folder used by this server alone; created if it is not there
   * @param port 0: any free one
   * @param onFault called on one of ZooKeeper's threads when the server cannot go on, as after a
   *     write to disk that failed
   */
  public static EmbeddedZooKeeper start(Path folder, int port, Runnable onFault)
      throws IOException {
    // Listens before the folder is touched: whoever has the port may have the folder, too.
    NIOServerCnxnFactory connections = listenOn(port);
    try {
      FileTxnSnapLog files = new FileTxnSnapLog(folder.toFile(), folder.toFile());
      EmbeddedZooKeeper started = new EmbeddedZooKeeper(connections, files);
      started.serve(new Server(files, onFault));
      return started;
    } catch (IOException | RuntimeException e) {
      connections.shutdown();
      throw e;
    }
  }

  private static NIOServerCnxnFactory listenOn(int port) throws IOException {
    NIOServerCnxnFactory connections = new NIOServerCnxnFactory();
    try {
      connections.configure(
          new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port), CONNECTIONS_MAX);
      return connections;
    } catch (BindException e) {
      BindException failure =
          new BindException(
              "cannot listen on port %d for ZooKeeper: %s".formatted(port, e.getMessage()));
      failure.initCause(e);
      throw failure;
    }
  }

  /**
   * The data is read before the first connection is let in: ZooKeeper's own order trips over it.
   */
  private void serve(Server server) throws IOException {
    try {
      server.startdata();
      purge();
      connections.setZooKeeperServer(server);
      server.startup();
      connections.start();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while ZooKeeper read its data");
    }
  }

  /** Every start writes a snapshot. ZooKeeper's own purge would tell of it on standard output. */
  private void purge() throws IOException {
    List<File> newest = files.findNValidSnapshots(SNAPSHOTS_KEPT);
    if (newest.isEmpty()) {
      return;
    }
    long oldest = Util.getZxidFromName(newest.get(newest.size() - 1).getName(), SNAPSHOT);
    // Among them the log that begins before the oldest snapshot kept and goes on after it.
    Set<File> needed = Set.of(files.getSnapshotLogs(oldest));
    try (Stream<Path> all = Files.list(files.getSnapDir().toPath())) {
      for (Path file : all.filter(found -> !needed.contains(found.toFile())).toList()) {
        if (isBefore(oldest, file, SNAPSHOT) || isBefore(oldest, file, LOG)) {
          Files.delete(file);
        }
      }
    }
  }

  private static boolean isBefore(long zxid, Path file, String kind) {
    long first = Util.getZxidFromName(file.getFileName().toString(), kind);
    return first >= 0 && first < zxid;
  }

  /** The port, also when any free one was asked for. */
  public int port() {
    return connections.getLocalPort();
  }

  /** As clients want it: {@code host:port}. */
  public String connectString() {
    return "127.0.0.1:" + port();
  }

  /**
   * Everything acknowledged is on disk already. Sessions go on counting when it is started again.
   */
  @Override
  public void close() throws IOException {
    connections.shutdown();
    files.close();
  }

  private static final class Server extends ZooKeeperServer {
    private final Runnable onFault;

    Server(FileTxnSnapLog files, Runnable onFault) {
      super(files, TICK_MILLIS, "");
      this.onFault = onFault;
    }

    @Override
    protected void setState(State state) {
      super.setState(state);
      if (state == State.ERROR) {
        onFault.run();
      }
    }
  }
}
