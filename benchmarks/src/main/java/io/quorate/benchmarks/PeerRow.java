package io.quorate.benchmarks;

import io.quorate.benchmarks.server.SyncCounts;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;

/**
 * A recorded {@link Ratio}: a line of a file, and of a table.
 *
 * @param ours messages a second, or milliseconds
 */
record PeerRow(
    LocalDate day,
    Load load,
    String peer,
    int rounds,
    double ours,
    double theirs,
    double q1,
    double ratio,
    double q3,
    double syncsOurs,
    double syncsPeer) {
  static final String HEADER = "day,load,peer,rounds,ours,theirs,q1,ratio,q3,syncs_ours,syncs_peer";
  private static final int FIELDS = HEADER.split(",", -1).length;

  static PeerRow of(LocalDate day, Ratio ratio) {
    return new PeerRow(
        day,
        ratio.load(),
        ratio.peer(),
        ratio.rounds(),
        ratio.ours().median(),
        ratio.theirs().median(),
        ratio.ratio().q1(),
        ratio.ratio().median(),
        ratio.ratio().q3(),
        ratio.syncsOurs(),
        ratio.syncsPeer());
  }

  static PeerRow parse(String line) {
    List<String> fields = List.of(line.split(",", -1));
    if (fields.size() != FIELDS) {
      throw new IllegalArgumentException(
          "expected %s, found %s; repair or delete the line".formatted(HEADER, line));
    }
    return new PeerRow(
        LocalDate.parse(fields.get(0)),
        Load.parse(fields.get(1)),
        fields.get(2),
        Integer.parseInt(fields.get(3)),
        Double.parseDouble(fields.get(4)),
        Double.parseDouble(fields.get(5)),
        Double.parseDouble(fields.get(6)),
        Double.parseDouble(fields.get(7)),
        Double.parseDouble(fields.get(8)),
        Double.parseDouble(fields.get(9)),
        Double.parseDouble(fields.get(10)));
  }

  String line() {
    return String.format(
        Locale.ROOT,
        "%s,%s,%s,%d,%.1f,%.1f,%.3f,%.3f,%.3f,%.0f,%.0f",
        day,
        load,
        peer,
        rounds,
        ours,
        theirs,
        q1,
        ratio,
        q3,
        syncsOurs,
        syncsPeer);
  }

  /** The same load on the same peer: a later run replaces it. */
  boolean isSameAs(PeerRow other) {
    return load == other.load && peer.equals(other.peer);
  }

  String tableLine() {
    return "| %s | %s | %s | %s | **%s** (%s–%s) | %s | %s | %d, %s |"
        .formatted(
            load,
            peer,
            value(ours),
            value(theirs),
            Figures.text(ratio),
            Figures.text(q1),
            Figures.text(q3),
            SyncCounts.text(syncsOurs),
            SyncCounts.text(syncsPeer),
            rounds,
            day);
  }

  private String value(double value) {
    String text = value >= 100 ? "%,.0f" : "%.1f";
    return String.format(Locale.ROOT, text, value) + (load.isFailover() ? " ms" : "/s");
  }
}
