// An application that calls each group of operations and prints the results.
import { createClient, type Schemas } from "caigunn-client";

declare const process: { env: Record<string, string | undefined> };

const client = createClient({
  baseUrl: process.env["CAIGUNN_BASE_URL"],
  apiKey: process.env["CAIGUNN_API_KEY"],
  caigunnAccessToken: process.env["CAIGUNN_ACCESS_TOKEN"],
});

type Result<Data> = { data?: Data; error?: Schemas["Error"]; response: Response };

function show<Data>(operation: string, result: Result<Data>): Data {
  if (result.data === undefined) throw new Error(`${operation}: ${result.response.status} ${result.error?.detail}`);
  console.log(operation, JSON.stringify(result.data));
  return result.data;
}

const files = [new File(["Q: Open?\nA: 9 to 17."], "faq.txt", { type: "text/plain" }), new Blob(["\0\xff"])];
const trainingData = await client.POST("/api/external/chatbot/training_data", {
  params: { query: { type: "file" } },
  body: { files, is_single_page: false },
});
const created: Schemas["Confirmation"] = show("createTrainingData", trainingData);
const text: string = created.detail;

const encoded = await client.POST("/api/external/chatbot/training_data", {
  params: { query: { type: "crawler" } },
  headers: { "Content-Type": "application/x-www-form-urlencoded" },
  body: { website: "https://example.com/help?a=b&c", is_single_page: true },
});
show("createTrainingData", encoded);

const modelName: Schemas["ModelName"] = "gpt-4";
show("trainModel", await client.POST("/api/external/chatbot/models", { body: { title: text, model_name: modelName } }));

const { models } = show("listModels", await client.GET("/api/external/chatbot/models"));
const id: string = models?.[0]?.id ?? "3fa85f64-5717-4562-b3fc-2c963f66afa6";
show("updateChatbotModel", await client.PUT("/api/external/chatbot", { body: { model_id: id } }));

const talk = await client.POST("/api/external/chatbot/talk", {
  params: { header: { uid: "visitor-7" }, query: { nickname: "Mei" } },
  body: { text: "When are you open on Friday?" },
});
show("talk", talk);

const messages = await client.GET("/api/external/chatbot/messages", {
  params: { header: { uid: "visitor-7" }, query: { offset: 0, limit: 10, start_at: "2024-05-01T00:00:00Z" } },
});
show("listMessages", messages);

show("listUids", await client.GET("/api/external/chatbot/uids", { params: { query: { limit: 10 } } }));

const device = { email: "mei@example.com", device_id: "opentalk-0042" };
show("bindOpentalk", await client.PUT("/api/external/chatbot/opentalk", { body: device }));
show("unbindOpentalk", await client.request("delete", "/api/external/chatbot/opentalk"));

show("setWebhook", await client.PUT("/api/external/chatbot/webhook", { body: { webhook_url: "https://example.com" } }));
