package io.quorate.broker.demo;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Who listens on a port. Linux tells, of the processes of the same user; elsewhere nobody does. */
final class PortOwner {
  private static final Path PROC = Path.of("/proc");
  private static final List<Path> TABLES =
      List.of(PROC.resolve("net/tcp"), PROC.resolve("net/tcp6"));
  private static final int LOCAL_ADDRESS = 1;
  private static final int STATE = 3;
  private static final int INODE = 9;
  private static final String LISTENING = "0A";
  private static final int COMMAND_LENGTH_MAX = 80;

  private PortOwner() {}

  /** As for a single port, for all that a node needs. */
  static void refuseTaken(NodePorts ports, String node) throws DemoException {
    refuseTaken(ports.client(), "the clients of " + node);
    refuseTaken(ports.peers(), "the peers of " + node);
    refuseTaken(ports.admin(), "health and metrics of " + node);
  }

  /** Refuses with the name of who is in the way, if somebody is. */
  static void refuseTaken(int port, String purpose) throws DemoException {
    if (!FreePorts.isFree(port)) {
      throw new DemoException(
          "port %d, for %s, is taken by %s; end it, or move all ports: --port-offset 100"
              .formatted(port, purpose, describe(port)));
    }
  }

  private static String describe(int port) {
    return find(port)
        .map(owner -> "process %d (%s)".formatted(owner.pid(), commandOf(owner)))
        .orElse("another process");
  }

  /** What a process is for stands at the end of its command, behind the options. */
  private static String commandOf(ProcessHandle process) {
    String command = process.info().commandLine().orElse("?");
    int cut = command.indexOf(' ', command.length() - COMMAND_LENGTH_MAX);
    return command.length() <= COMMAND_LENGTH_MAX || cut < 0
        ? command
        : "..." + command.substring(cut);
  }

  static Optional<ProcessHandle> find(int port) {
    return listeningSockets(port)
        .flatMap(socket -> ProcessHandle.allProcesses().filter(process -> has(process, socket)))
        .findFirst();
  }

  /** As the links in a process's folder of open files name them. */
  private static Stream<String> listeningSockets(int port) {
    String suffix = ":%04X".formatted(port);
    return TABLES.stream()
        .flatMap(PortOwner::linesOf)
        .map(line -> line.strip().split("\\s+"))
        .filter(fields -> fields.length > INODE)
        .filter(fields -> fields[LOCAL_ADDRESS].endsWith(suffix))
        .filter(fields -> fields[STATE].equals(LISTENING))
        .map(fields -> "socket:[" + fields[INODE] + "]");
  }

  private static Stream<String> linesOf(Path table) {
    try {
      return Files.readAllLines(table).stream();
    } catch (IOException e) {
      return Stream.empty();
    }
  }

  private static boolean has(ProcessHandle process, String socket) {
    Path files = PROC.resolve(Long.toString(process.pid())).resolve("fd");
    try (DirectoryStream<Path> open = Files.newDirectoryStream(files)) {
      for (Path file : open) {
        if (isLinkTo(file, socket)) {
          return true;
        }
      }
    } catch (IOException e) {
      // Gone meanwhile, or somebody else's.
    }
    return false;
  }

  private static boolean isLinkTo(Path file, String target) {
    try {
      return Files.readSymbolicLink(file).toString().equals(target);
    } catch (IOException e) {
      return false;
    }
  }
}
