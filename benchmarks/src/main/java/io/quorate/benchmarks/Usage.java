package io.quorate.benchmarks;

import io.quorate.benchmarks.server.Launcher;
import io.quorate.benchmarks.server.ProcessUse;
import io.quorate.benchmarks.server.ServerProcess;
import io.quorate.benchmarks.server.Servers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What the processes of a load have used, by name, and what their collectors have noted. */
record Usage(SortedMap<String, ProcessUse> processes, SortedMap<String, Collections> collections) {
  private static final String CLIENT = "client";
  private static final double MICROS_PER_SECOND = 1e6;

  static Usage of(Servers servers, Launcher launcher, ProcessUse client) throws IOException {
    SortedMap<String, ProcessUse> processes = new TreeMap<>();
    SortedMap<String, Collections> collections = new TreeMap<>();
    processes.put(CLIENT, client);
    for (ServerProcess process :
        Stream.concat(servers.nodes().stream(), servers.others().stream()).toList()) {
      processes.put(process.name(), process.use());
      collections.put(process.name(), Collections.read(launcher.gcLog(process.name())));
    }
    return new Usage(processes, collections);
  }

  Usage minus(Usage before) {
    SortedMap<String, ProcessUse> used = new TreeMap<>();
    processes.forEach(
        (name, use) ->
            used.put(name, use.minus(before.processes.getOrDefault(name, ProcessUse.NONE))));
    SortedMap<String, Collections> collected = new TreeMap<>();
    collections.forEach(
        (name, noted) ->
            collected.put(
                name, noted.since(before.collections.getOrDefault(name, Collections.NONE))));
    return new Usage(used, collected);
  }

  List<String> explain(Measurement measured, int bodyBytes) {
    double messages = measured.confirmed();
    double seconds = Double.parseDouble(measured.words().getOrDefault("seconds", "NaN"));
    List<String> lines = new ArrayList<>();
    double cpuMicros = 0;
    double writtenBytes = 0;
    for (Map.Entry<String, ProcessUse> process : processes.entrySet()) {
      ProcessUse use = process.getValue();
      cpuMicros += use.cpuMicros();
      writtenBytes += use.writtenBytes();
      lines.add(
          String.format(
              Locale.ROOT,
              "EXPLAIN load=%s process=%s cpu_us_per_message=%.2f cpus=%.2f written_per_sent=%.2f %s",
              measured.load(),
              process.getKey(),
              use.cpuMicros() / messages,
              use.cpuMicros() / (seconds * MICROS_PER_SECOND),
              use.writtenBytes() / (messages * bodyBytes),
              collections.getOrDefault(process.getKey(), Collections.NONE).describe(seconds)));
    }
    lines.add(
        String.format(
            Locale.ROOT,
            "EXPLAIN load=%s process=all cpu_us_per_message=%.2f cpus=%.2f written_per_sent=%.2f",
            measured.load(),
            cpuMicros / messages,
            cpuMicros / (seconds * MICROS_PER_SECOND),
            writtenBytes / (messages * bodyBytes)));
    return lines;
  }
}
