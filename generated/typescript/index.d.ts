// Made from an OpenAPI document by scripts/generate.py. Change that document or the templates, not this.
import type { Client as FetchClient, ClientOptions as FetchOptions } from "openapi-fetch";
import type { components, paths, webhooks } from "./schema.js";

export type { components, operations, paths, webhooks } from "./schema.js";

/** The contract's schemas by their names. */
export type Schemas = components extends { schemas: infer Named } ? Named : never;

/** What is sent to webhooks, by the name of the event. */
export type WebhookEvents = {
  [Name in keyof webhooks]: webhooks[Name] extends {
    post: { requestBody?: { content: { "application/json": infer Event } } };
  }
    ? Event
    : never;
};

/** What is sent to webhooks: one of the events. */
export type WebhookEvent = WebhookEvents[keyof WebhookEvents];

/** What a client is made with: credentials, an address, and all that openapi-fetch and `fetch` take. */
export interface ClientOptions extends Omit<FetchOptions, "baseUrl"> {
  /** The address of the service, by default https://caigunn-api.ap-mic.com */
  baseUrl?: string | undefined;
  /** The key of one chatbot. */
  apiKey?: string | undefined;
  /** The token of the account, for management calls. */
  caigunnAccessToken?: string | undefined;
}

/** A client of openapi-fetch that knows the paths of the contract. */
export type Client = FetchClient<paths>;

/**
 * Make a client. It sends each operation the credentials that it declares, as far as they are given, and no others.
 *
 * @throws TypeError if a credential holds what no header may.
 */
export declare function createClient(options?: ClientOptions): Client;
