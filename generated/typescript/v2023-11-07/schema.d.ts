// Generated from an OpenAPI document by scripts/generate. Do not edit: change the document or the templates.
export interface paths {
    "/api/external/chatbot/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get all models
         * @description Lists all models of the chatbot. Their order isn't documented.
         */
        get: operations["listModels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/chatbot/train": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Train a model
         * @description Trains a model on a text. Whether the model is ready with the response isn't documented.
         */
        post: operations["trainModel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @description The reason why a request failed. The documents list the status codes and no body; this one is assumed from the
         *     message of every confirmation, and so are the texts of the examples.
         */
        Error: {
            /** @description A message for people. */
            detail: string;
        };
        /**
         * @description The base of a model. That undocumented names are rejected is assumed.
         * @enum {string}
         */
        ModelName: "PaLM2" | "gpt2";
        /** @description A model to train. */
        TrainModelRequest: {
            /** @description A title for the trained model. */
            title: string;
            /**
             * @description The base of the model.
             * @default PaLM2
             */
            model_name?: components["schemas"]["ModelName"];
            /** @description The text to train on. */
            text: string;
        };
        /** @description A trained model. That every property is always present is assumed from the published sample. */
        Model: {
            /** @description The title that was given when it was trained. */
            title: string;
            id: components["schemas"]["ModelId"];
            /**
             * Format: date-time
             * @description The time of the last change.
             */
            updated_at: string;
            /**
             * Format: date-time
             * @description The time of the creation.
             */
            created_at: string;
            /** @description The base of the model. The published sample is `PaLM2`. */
            model_name: string;
            /** @description The kind of training data. The published sample is `file`; other values aren't documented. */
            training_data_type: string;
        };
        /** @description Models of a chatbot. */
        ModelList: {
            /** @description The models. */
            models: components["schemas"]["Model"][];
        };
        /**
         * Format: uuid
         * @description The id of a model. That the `id` of `trainModel` is that of the model, and that every one is a UUID as in its sample, is
         *     assumed.
         */
        ModelId: string;
        /** @description The response to a training. */
        TrainedModel: {
            id: components["schemas"]["ModelId"];
        };
    };
    responses: {
        /** @description The request violates this contract. */
        BadRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description A credential is missing or not valid. */
        Unauthorized: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The credentials are valid, but don't permit this. In which cases isn't documented. */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The request accepts no media type of the response. */
        NotAcceptable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The service has failed. */
        InternalServerError: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The service is temporarily unavailable. */
        ServiceUnavailable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listModels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The models. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelList"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    trainModel: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The text, the title of the model, and its base. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["TrainModelRequest"];
            };
        };
        responses: {
            /** @description The model is trained, or is being trained. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrainedModel"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
}
