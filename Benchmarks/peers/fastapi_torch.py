"""What most would write: FastAPI with a pydantic model of the batch, PyTorch, and a dictionary as the answer.

    uvicorn --http httptools --loop uvloop --no-access-log fastapi_torch:app

`/typed/softmax-loss` declares its answer, too: FastAPI then has pydantic write it, instead of walking through every
number in Python.
"""

import torch
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Batch(BaseModel):
    logits: list[list[float]]
    labels: list[int]
    ignore_label: int = -100


class Answer(BaseModel):
    loss: float
    gradients: list[list[float]]


def evaluate(batch: Batch) -> dict:
    logits = torch.tensor(batch.logits, requires_grad=True)
    labels = torch.tensor(batch.labels)
    loss = torch.nn.functional.cross_entropy(logits, labels, ignore_index=batch.ignore_label)
    loss.backward()
    return {"loss": loss.item(), "gradients": logits.grad.tolist()}


@app.post("/v1/softmax-loss")
def softmax_loss(batch: Batch):
    return evaluate(batch)


@app.post("/typed/softmax-loss")
def typed_softmax_loss(batch: Batch) -> Answer:
    return Answer(**evaluate(batch))
