// Generated from an OpenAPI document by scripts/generate. Do not edit: change the document or the templates.
import type { Client as FetchClient, ClientOptions as FetchOptions } from "openapi-fetch";
import type { components, paths, webhooks } from "./schema.js";

export type { components, operations, paths, webhooks } from "./schema.js";

/** Schemas of the contract by name. */
export type Schemas = components extends { schemas: infer Named } ? Named : never;

/** Bodies of webhook requests by the name of the event. */
export type WebhookEvents = {
  [Name in keyof webhooks]: webhooks[Name] extends {
    post: { requestBody?: { content: { "application/json": infer Event } } };
  }
    ? Event
    : never;
};

/** Body of any webhook request. */
export type WebhookEvent = WebhookEvents[keyof WebhookEvents];

/** Options of a client: credentials, the URL, and the options of openapi-fetch and `fetch`. */
export interface ClientOptions extends Omit<FetchOptions, "baseUrl"> {
  /** URL of the service. Default: https://caigunn-api.ap-mic.com */
  baseUrl?: string | undefined;
  /** The key of one chatbot. */
  apiKey?: string | undefined;
  /** The token that management operations need besides the key. That it belongs to an account is assumed from its name and from later editions, in which it alone gives access to all chatbots of a user. */
  caigunnAccessToken?: string | undefined;
}

/** Client of openapi-fetch with the paths of the contract. */
export type Client = FetchClient<paths>;

/**
 * Create a client. Each operation sends only the credentials that it declares.
 *
 * @throws TypeError if a credential is not allowed in a header.
 */
export declare function createClient(options?: ClientOptions): Client;
