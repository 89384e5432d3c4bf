import { defineConfig } from '@graphql-hive/gateway';

const { SUPERGRAPH, PORT, HOST } = process.env;
export const gatewayConfig = defineConfig({
  ...{ supergraph: SUPERGRAPH, port: Number(PORT), host: HOST, fork: 1, logging: 'error' },
  ...{ landingPage: false, graphiql: false },
});
