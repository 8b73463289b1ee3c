package io.quorate.broker.config;

/** Configurations that are right. */
final class Yaml {

  static final String NODES =
      """
      nodes:
        1: {peer: '127.0.0.1:61619', client: '127.0.0.1:61617'}
        2: {peer: '127.0.0.1:61629', client: '127.0.0.1:61627'}
        3: {peer: '127.0.0.1:61639', client: '127.0.0.1:61637'}
      """;

  static final String MINIMAL = "nodeId: 1\n" + NODES;

  static final String FULL =
      """
      clusterName: orders
      nodes:
        4: {peer: 'b4.example.org:61629', client: 'b4.example.org:61628'}
        5: {peer: 'b5.example.org:61619', client: 'b5.example.org:61617'}
        6: {peer: 'b6.example.org:61619', client: 'b6.example.org:61617'}
      replicas: 3
      sync: quorum_disk
      groups: [main, audit]
      limits:
        entryBytesMax: 8MiB
      nodeId: 4
      directory: /var/lib/quorate
      ports: {client: 61618, peers: 61619, admin: 0}
      portOffset: 10
      bind: {client: 0.0.0.0, peers: 10.0.0.4, admin: localhost}
      insecure: true
      tls:
        peers: {certificate: node.crt, key: node.key, keyPassword: s3cret, trust: ca.crt}
        clients: {certificate: client.crt, key: client.key, keyPassword: s3cret, trust: clients.crt}
      zkAddress: zk1:2181,zk2:2181/brokers
      zkPath: /orders
      zkSessionTimeout: 20s
      zkConnectionTimeout: 5s
      zkAuth: digest:quorate:s3cret
      zkProperties:
        zookeeper.client.secure: true
      replication:
        heartbeat: 100ms
        silence: 800ms
        quorumTimeout: 1500ms
        promiseTimeout: 2500ms
        diskTimeout: 5s
        sticky: 900ms
        resend: 700ms
      storage:
        retainBytes: 2g
        checkpointBytes: 64m
        checkpointInterval: 30s
        softDiskMark: 4g
        hardDiskMark: 1g
        ballastBytes: 32m
      memory:
        shipWindow: 4m
        proposeWindow: 16m
        logCache: 24m
        memtables: 128m
      clients:
        connectionsMax: 50
        producersPerConnectionMax: 51
        consumersPerConnectionMax: 52
        unsettledPerConsumerMax: 53
        destinationsMax: 54
        subscriptionsMax: 55
        volatileBytesMax: 56m
      """;

  private Yaml() {}
}
