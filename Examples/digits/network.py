"""A network of two layers that leaves its loss, and the loss's gradient, to somebody else."""

import numpy as np


class TwoLayerNetwork:
    """logits = relu(x·W₁ + b₁)·W₂ + b₂, trained by gradient descent with momentum."""

    def __init__(self, inputs: int, hidden: int, classes: int, seed: int):
        random = np.random.default_rng(seed)
        self.parameters = [
            random.normal(0, np.sqrt(2 / inputs), (inputs, hidden)),
            np.zeros(hidden),
            random.normal(0, np.sqrt(2 / hidden), (hidden, classes)),
            np.zeros(classes),
        ]
        self.velocities = [np.zeros_like(parameter) for parameter in self.parameters]

    def forward(self, images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The hidden layer's activations and the logits."""
        weights1, biases1, weights2, biases2 = self.parameters
        activations = np.maximum(images @ weights1 + biases1, 0)
        return activations, activations @ weights2 + biases2

    def backward(
        self, images: np.ndarray, activations: np.ndarray, logit_gradients: np.ndarray
    ) -> list[np.ndarray]:
        """The gradients of the parameters, from that of the logits on."""
        hidden_gradients = (logit_gradients @ self.parameters[2].T) * (activations > 0)
        return [
            images.T @ hidden_gradients,
            hidden_gradients.sum(axis=0),
            activations.T @ logit_gradients,
            logit_gradients.sum(axis=0),
        ]

    def step(self, gradients: list[np.ndarray], rate: float, momentum: float) -> None:
        for parameter, velocity, gradient in zip(self.parameters, self.velocities, gradients):
            velocity *= momentum
            velocity -= rate * gradient
            parameter += velocity

    def accuracy(self, images: np.ndarray, labels: np.ndarray) -> float:
        return float((self.forward(images)[1].argmax(axis=1) == labels).mean())
