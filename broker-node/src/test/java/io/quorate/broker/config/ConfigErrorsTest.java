package io.quorate.broker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every error's text: the key, where it stands, what was found, what is expected. */
class ConfigErrorsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // single values
        "replication: {heartbeat: 150} | replication.heartbeat | found \"150\", expected a duration with its unit, such as 150ms, 15s or 2m",
        "replication: {heartbeat: 1ms} | replication.heartbeat | found \"1ms\", expected at least 10ms",
        "limits: {entryBytesMax: 1g} | limits.entryBytesMax | found \"1g\", expected at most 64MiB",
        "memory: {logCache: much} | memory.logCache | found \"much\", expected a size such as 512KiB, 64MiB or 1g",
        "ports: {client: -1} | ports.client | found \"-1\", expected a whole number",
        "ports: {client: 70000} | ports.client | found \"70000\", expected at most 65535",
        "insecure: yes | insecure | found \"yes\", expected true or false",
        "directory: | directory | found no value, expected a path",
        "directory: [a] | directory | found a list, expected a path",
        "clusterName: a/b | clusterName | found a/b, expected a name of 1 to 63 letters, digits, - or _, beginning with a letter or digit",
        "groups: [main, A] | groups | found \"A\", expected a group's name of 1 to 32 of a-z, 0-9 and -",
        "groups: [main, main] | groups | names main twice: keep one",
        "groups: [] | groups | found 0 names, expected 1 to 64",
        "sync: quorum_mem | sync | found \"quorum_mem\", expected quorum_disk: the weaker modes confirm what a single failure can lose, and are not offered",
        "sync: always | sync | found \"always\", expected quorum_disk",
        "replication: fast | replication | found \"fast\", expected a section of keys",
        "zkProperties: on | zkProperties | found \"on\", expected a section of texts",
        "zkAddress: zk1 | zkAddress | found zk1, expected host:port,host:port, perhaps with a chroot: zk1:2181,zk2:2181/brokers",
        "zkPath: quorate/ | zkPath | found quorate/, expected a path such as /quorate, without a slash at its end",
        "zkAuth: hunter2 | zkAuth | found something else (not shown), expected digest:USER:PASSWORD, sasl or certificate",
        // names
        "replicaton: {heartbeat: 1s} | replicaton | unknown key (did you mean replication?)",
        "zkAdress: a | zkAdress | unknown key (did you mean zkAddress?)",
        "heartbeat: 1s | heartbeat | unknown key (did you mean replication.heartbeat?)",
        "replication: {hartbeat: 1s} | replication.hartbeat | unknown key (did you mean replication.heartbeat?)",
        "frobnicate: 1 | frobnicate | unknown key",
        "weight: 1 | weight | is no longer a key: the node with the most complete log is preferred; remove the line",
        "hostname: b1 | hostname | is no longer a key: the address others use is this node's entry in `nodes`",
        "portOffset: 0\\nportOffset: 10 | portOffset | stands twice, first at configuration line 6: keep one",
        // relations
        "replication: {heartbeat: 500ms} | replication.heartbeat | found 500ms, expected at most a third of replication.silence (1s), so that one late heartbeat is no silence",
        "replication: {sticky: 400ms} | replication.heartbeat | found 150ms, expected at most a third of replication.sticky (400ms), so that one late heartbeat is no silence",
        "replication: {silence: 3s} | replication.silence | found 3s, expected at most replication.quorumTimeout (2s), a quorum cannot be lost before one node is",
        "replication: {quorumTimeout: 15s} | replication.quorumTimeout | found 15s, expected less than zkSessionTimeout (15s), a master steps down before its session ends",
        "replication: {promiseTimeout: 1m} | replication.promiseTimeout | found 1m, expected less than zkSessionTimeout (15s), a candidate makes room before its session ends",
        "zkSessionTimeout: 4s | replication.diskTimeout | found 4s, expected less than zkSessionTimeout (4s), a hanging disk is noticed before the session ends",
        "storage: {hardDiskMark: 2g} | storage.hardDiskMark | found 2GiB, expected less than storage.softDiskMark (2GiB), consumers can drain between the two",
        "storage: {ballastBytes: 1g} | storage.ballastBytes | found 1GiB, expected at most storage.hardDiskMark (512MiB), the reserve is part of what the hard mark keeps free",
        "memory: {proposeWindow: 1m} | limits.entryBytesMax | found 16MiB, expected at most memory.proposeWindow (1MiB), the largest entry has to fit the window",
        "ports: {admin: 61617} | ports.admin | found 61617, expected a port of its own: ports.client has it already",
        "portOffset: 5000 | ports.client | with portOffset it is 66617, expected at most 65535",
        "replicas: 5 | replicas | found 5, expected the count of `nodes`, which is 3",
        // security
        "bind: {client: 0.0.0.0} | bind.client | found 0.0.0.0, expected a loopback address such as 127.0.0.1; any other needs mutual TLS (tls.clients with certificate, key and trust) or insecure: true",
        "bind: {peers: 10.0.0.1} | bind.peers | found 10.0.0.1, expected a loopback address such as 127.0.0.1; any other needs mutual TLS (tls.peers with certificate, key and trust) or insecure: true",
        "bind: {admin: '::'} | bind.admin | found ::, expected a loopback address such as 127.0.0.1; any other needs a guarded network and insecure: true",
        "tls: {clients: {certificate: none.crt, key: none.key}} | tls.clients.key | found /conf/none.key, expected a file that can be read",
        "tls: {clients: {certificate: none.crt}} | tls.clients.certificate | found /conf/none.crt, expected also tls.clients.key: a certificate is of no use without it",
        "tls: {clients: {key: none.key}} | tls.clients.key | found /conf/none.key, expected also tls.clients.certificate: a key is of no use without it",
        "tls: {clients: {trust: ca.crt}} | tls.clients.trust | found /conf/ca.crt, expected also tls.clients.certificate and tls.clients.key",
        "tls: {peers: {certificate: a, key: b}} | tls.peers.certificate | found /conf/a, expected also tls.peers.trust: nodes check one another",
      })
  void namesKeyFindingAndExpectation(String line, String key, String sentence) {
    String yaml = Yaml.MINIMAL + line.replace("\\n", "\n") + "\n";

    assertThat(problemsOf(yaml))
        .anyMatch(
            problem -> problem.matches("\\Q" + key + "\\E \\([^)]*\\): \\Q" + sentence + "\\E"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "nodes: {} | nodes (configuration line 2): found a section, expected a section of 1 to 9 nodes, each as NUMBER: {peer: HOST:PORT, client: HOST:PORT}",
        "nodes: [a] | nodes (configuration line 2): found a list, expected a section of 1 to 9 nodes, each as NUMBER: {peer: HOST:PORT, client: HOST:PORT}",
        "nodes: {one: {peer: 'a:1', client: 'a:2'}} | nodes.one (configuration line 2): found \"one\", expected a node's number from 1 to 65535",
        "nodes: {1: a} | nodes.1 (configuration line 2): found \"a\", expected {peer: HOST:PORT, client: HOST:PORT}",
        "nodes: {1: {peer: 'a:1'}} | nodes.1.client (configuration line 2): found nothing, expected an address as host:port, such as broker1.example.org:61619 or [::1]:61619",
        "nodes: {1: {peer: a, client: 'a:1'}} | nodes.1.peer (configuration line 2): found \"a\", expected an address as host:port, such as broker1.example.org:61619 or [::1]:61619",
        "nodes: {1: {peer: 'a:1', client: 'a:2', pear: 'a:3'}} | nodes.1.pear (configuration line 2): is no key; a node has peer and client (did you mean peer?)",
        "nodes: {1: {peer: 'a:1', client: 'a:1'}} | nodes.1.client (configuration line 2): found a:1, expected an address of its own: 1.peer has it already",
        "nodes: {2: {peer: 'a:1', client: 'a:2'}} | nodeId (configuration line 1): found 1, expected one of `nodes`: 2",
      })
  void checksTheListOfNodes(String nodes, String problem) {
    assertThat(problemsOf("nodeId: 1\n" + nodes + "\n")).contains(problem);
  }

  @Test
  void namesWhatIsMissing() {
    assertThat(problemsOf("zkPath: /a\n"))
        .containsExactly(
            "nodes: is not set, expected section of nodes",
            "nodeId: is not set, expected number of a node");
  }

  @Test
  void reportsEverythingAtOnce() {
    String yaml =
        Yaml.NODES
            + "nodeId: 7\nzkAdress: a\nreplication: {heartbeat: 400ms, silence: x}\nports: {admin: 61619}\n";

    ConfigException exception = failureOf(yaml);

    assertThat(exception)
        .hasMessage(
            """
            configuration: 5 problems
              zkAdress (configuration line 6): unknown key (did you mean zkAddress?)
              replication.silence (configuration line 7): found "x", expected a duration with its unit, such as 150ms, 15s or 2m
              nodeId (configuration line 5): found 7, expected one of `nodes`: 1, 2, 3
              replication.heartbeat (configuration line 7): found 400ms, expected at most a third of replication.sticky (1s), so that one late heartbeat is no silence
              ports.admin (configuration line 8): found 61619, expected a port of its own: ports.peers has it already"""
                .stripIndent());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "zkAddress: 'zk1:21 | is not YAML, or only half of a file",
        "nodeId 1\\nzkPath: /a | is not YAML, or only half of a file",
        "a: {b: [c | is not YAML, or only half of a file",
        "just a sentence | expected keys and values",
        "- a\\n- b | expected keys and values",
        "a: &x 1\\nb: *x | uses an anchor or an alias, which are not supported: repeat the value",
        "a: 1\\n---\\nb: 2 | begins a second document; one is expected",
        "{[a]: b} | has a list or a section where the name of a key is expected",
      })
  void refusesWhatIsNoConfigurationInOneLine(String yaml, String sentence) {
    assertThat(failureOf(yaml.replace("\\n", "\n")).getMessage())
        .startsWith("configuration line ")
        .contains(sentence)
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a: "})
  void boundsNesting(String opening) {
    String deep = opening.repeat(20_000);

    assertThat(failureOf("a: " + deep))
        .hasMessage("configuration line 1 is nested deeper than 8 levels");
  }

  @Test
  void neverRepeatsASecret() {
    assertThat(failureOf(Yaml.MINIMAL + "zkAuth: hunter2\nzkPassword: hunter2\n").getMessage())
        .doesNotContain("hunter2");
  }

  private static List<String> problemsOf(String yaml) {
    String[] lines = String.valueOf(failureOf(yaml).getMessage()).split("\n", -1);
    return Arrays.stream(lines).skip(1).map(String::strip).toList();
  }

  private static ConfigException failureOf(String yaml) {
    return catchThrowableOfType(
        ConfigException.class, () -> ConfigLoader.parse(yaml, Path.of("/conf")));
  }
}
