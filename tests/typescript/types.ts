// Uses of the types that are valid, and, after each `@ts-expect-error`, one that is not. This file is only compiled.
import { createClient, type Client, type ClientOptions, type Schemas, type WebhookEvent, type WebhookEvents } from "caigunn-client";
import type { Middleware } from "openapi-fetch";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<_Is extends true>(): void {}

const options: ClientOptions = { apiKey: undefined, headers: { "X-Trace": "1" }, signal: AbortSignal.timeout(5000) };
const client: Client = createClient(options);
createClient();
const trace: Middleware = { onRequest: ({ request }) => request };
client.use(trace);
// @ts-expect-error unknown option
createClient({ token: "t" });
// @ts-expect-error not a string
createClient({ apiKey: 7 });

const { data, error, response } = await client.GET("/api/external/chatbot/models");
same<Same<typeof data, Schemas["ModelList"] | undefined>>();
same<Same<typeof error, Schemas["Error"] | undefined>>();
same<Same<typeof response, Response>>();
same<Same<Schemas["ModelName"], "PaLM2" | "gpt-3.5-turbo" | "gpt-4" | "Gemini" | "Claude 2" | "Claude 3" | "CaiGunn001" | "Gemini 1.5">>();
if (error) {
  // @ts-expect-error an error response has no data
  data.models;
} else {
  data.models.map((model) => model.title);
  // @ts-expect-error unknown property
  data.models.map((model) => model.name);
}

// @ts-expect-error unknown path
client.GET("/api/external/chatbot/model");
// @ts-expect-error unsupported method of the path
client.DELETE("/api/external/chatbot/models");
// @ts-expect-error missing body
client.POST("/api/external/chatbot/models");
// @ts-expect-error missing property of the body
client.POST("/api/external/chatbot/models", { body: { model_name: "gpt-4" } });
// @ts-expect-error unknown model name
client.POST("/api/external/chatbot/models", { body: { title: "t", model_name: "gpt-5" } });
// @ts-expect-error unknown property: bodies allow additional properties, `satisfies` does not
client.POST("/api/external/chatbot/models", { body: { title: "t", modelName: "gpt-4" } satisfies Schemas["TrainModelRequest"] });
// @ts-expect-error missing header
client.GET("/api/external/chatbot/messages", { params: { query: { limit: 10 } } });
// @ts-expect-error not a number
client.GET("/api/external/chatbot/uids", { params: { query: { limit: "10" } } });

const create = "/api/external/chatbot/training_data";
const params = { query: { type: "file" as const } };
client.POST(create, { params, body: { files: [new File([""], "a.txt")] } });
client.POST(create, { params, body: { website: "https://example.com", is_single_page: true } });
// @ts-expect-error unknown type
client.POST(create, { params: { query: { type: "files" } }, body: { text: "t" } });
// @ts-expect-error a string is not a file
client.POST(create, { params, body: { files: ["faq.pdf"] } });
// @ts-expect-error not an array
client.POST(create, { params, body: { files: new File([""], "a.txt") } });
// @ts-expect-error none of files, website and text
client.POST(create, { params, body: { is_single_page: true } });

export function received(event: WebhookEvent): string {
  if (event.event === "uploading" && event.status === "completed") return event.data.training_data_ids[0]?.filename ?? "";
  if (event.event === "training" && event.status === "failed") {
    same<Same<typeof event.event, "training">>();
    same<Same<typeof event.detail, string>>();
    return event.detail;
  }
  // @ts-expect-error only completed events have data
  event.data;
  // @ts-expect-error unknown event
  return event.event === "talking" ? "" : event.chatbot_id;
}
same<Same<WebhookEvents["training.initial"], Schemas["TrainingInitialEvent"]>>();
