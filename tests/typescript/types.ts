// What the types allow, and, after each `@ts-expect-error`, what they refuse. It is compiled, and never run.
import { createClient, type Client, type ClientOptions, type Schemas, type WebhookEvent, type WebhookEvents } from "caigunn-client";
import type { Middleware } from "openapi-fetch";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<_Is extends true>(): void {}

const options: ClientOptions = { apiKey: undefined, headers: { "X-Trace": "1" }, signal: AbortSignal.timeout(5000) };
const client: Client = createClient(options);
createClient();
const trace: Middleware = { onRequest: ({ request }) => request };
client.use(trace);
// @ts-expect-error no such option
createClient({ token: "t" });
// @ts-expect-error not a string
createClient({ apiKey: 7 });

const { data, error, response } = await client.GET("/api/external/chatbot/models");
same<Same<typeof data, Schemas["ModelList"] | undefined>>();
same<Same<typeof error, Schemas["Error"] | undefined>>();
same<Same<typeof response, Response>>();
same<Same<Schemas["ModelName"], "PaLM2" | "gpt-3.5-turbo" | "gpt-4" | "Gemini" | "Claude 2" | "Claude 3" | "CaiGunn001" | "Gemini 1.5">>();
if (error) {
  // @ts-expect-error there is no data where there is an error
  data.models;
} else {
  data.models.map((model) => model.title);
  // @ts-expect-error no such member
  data.models.map((model) => model.name);
}

// @ts-expect-error no such path
client.GET("/api/external/chatbot/model");
// @ts-expect-error the path doesn't have the method
client.DELETE("/api/external/chatbot/models");
// @ts-expect-error a body is required
client.POST("/api/external/chatbot/models");
// @ts-expect-error a member of the body is missing
client.POST("/api/external/chatbot/models", { body: { model_name: "gpt-4" } });
// @ts-expect-error not one of the names
client.POST("/api/external/chatbot/models", { body: { title: "t", model_name: "gpt-5" } });
// @ts-expect-error no such member: a call allows more than the contract names, `satisfies` doesn't
client.POST("/api/external/chatbot/models", { body: { title: "t", modelName: "gpt-4" } satisfies Schemas["TrainModelRequest"] });
// @ts-expect-error a header is required
client.GET("/api/external/chatbot/messages", { params: { query: { limit: 10 } } });
// @ts-expect-error not a number
client.GET("/api/external/chatbot/uids", { params: { query: { limit: "10" } } });

const create = "/api/external/chatbot/training_data";
const params = { query: { type: "file" as const } };
client.POST(create, { params, body: { files: [new File([""], "a.txt")] } });
client.POST(create, { params, body: { website: "https://example.com", is_single_page: true } });
// @ts-expect-error not one of the types
client.POST(create, { params: { query: { type: "files" } }, body: { text: "t" } });
// @ts-expect-error a text is no file
client.POST(create, { params, body: { files: ["faq.pdf"] } });
// @ts-expect-error files come in an array
client.POST(create, { params, body: { files: new File([""], "a.txt") } });
// @ts-expect-error none of files, website and text
client.POST(create, { params, body: { is_single_page: true } });

export function received(event: WebhookEvent): string {
  if (event.event === "uploading" && event.status === "completed") return event.data.training_data_ids[0]?.filename ?? "";
  if (event.event === "training" && event.status === "failed") {
    same<Same<typeof event.detail, "Training data not found" | "Character limit exceeded">>();
    return event.detail;
  }
  // @ts-expect-error only what has ended has data
  event.data;
  // @ts-expect-error no event is called so
  return event.event === "talking" ? "" : event.chatbot_id;
}
same<Same<WebhookEvents["training.initial"], Schemas["TrainingInitialEvent"]>>();
