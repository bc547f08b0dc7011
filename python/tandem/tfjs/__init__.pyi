# Written by `python -m tandem.tfjs.stubs` from TensorFlow.js's own declarations; do not edit.
# mypy: disable-error-code="override"
import collections.abc as _c
import types as _types
import typing as _t

import numpy as _np
import numpy.typing as _npt

TensorLike: _t.TypeAlias = "Tensor | _npt.ArrayLike"

raw: _t.Any
def wait(awaitable: _c.Awaitable[_t.Any]) -> _t.Any: ...

class _BaseCallback:
    """Abstract base class used to build new callbacks."""
    def __init__(self) -> None: ...
    def close(self) -> None: ...
    def __enter__(self) -> _t.Self: ...
    def __exit__(self, *error: _t.Any) -> None: ...
    def on_batch_begin(self, batch: float, logs: dict[str, _t.Any] | None = None) -> None:
        ...
    async def on_batch_begin_async(self, batch: float, logs: dict[str, _t.Any] | None = None) -> None: ...
    def on_batch_end(self, batch: float, logs: dict[str, _t.Any] | None = None) -> None:
        ...
    async def on_batch_end_async(self, batch: float, logs: dict[str, _t.Any] | None = None) -> None: ...
    def on_epoch_begin(self, epoch: float, logs: dict[str, _t.Any] | None = None) -> None:
        ...
    async def on_epoch_begin_async(self, epoch: float, logs: dict[str, _t.Any] | None = None) -> None: ...
    def on_epoch_end(self, epoch: float, logs: dict[str, _t.Any] | None = None) -> None:
        ...
    async def on_epoch_end_async(self, epoch: float, logs: dict[str, _t.Any] | None = None) -> None: ...
    def on_train_begin(self, logs: dict[str, _t.Any] | None = None) -> None:
        ...
    async def on_train_begin_async(self, logs: dict[str, _t.Any] | None = None) -> None: ...
    def on_train_end(self, logs: dict[str, _t.Any] | None = None) -> None:
        ...
    async def on_train_end_async(self, logs: dict[str, _t.Any] | None = None) -> None: ...
    params: dict[str, _t.Any]
    def set_model(self, model: _Container) -> None:
        ...
    def set_params(self, params: dict[str, _t.Any]) -> None:
        ...
    validation_data: list[Tensor] | Tensor

class Callback:
    """Base of callbacks written in Python: define the methods that you need."""
    model: _t.Any
    def on_batch_begin(self, batch: int, logs: dict[str, float]) -> _t.Any: ...
    def on_batch_end(self, batch: int, logs: dict[str, float]) -> _t.Any: ...
    def on_epoch_begin(self, epoch: int, logs: dict[str, float]) -> _t.Any: ...
    def on_epoch_end(self, epoch: int, logs: dict[str, float]) -> _t.Any: ...
    def on_train_begin(self, logs: dict[str, float]) -> _t.Any: ...
    def on_train_end(self, logs: dict[str, float]) -> _t.Any: ...
    def on_yield(self, epoch: int, batch: int, logs: dict[str, float]) -> _t.Any: ...
    def __getattr__(self, name: str) -> _t.Any: ...
    def set_model(self, model: _Container) -> None:
        ...

class CallbackList:
    """Container abstracting a list of callbacks."""
    def __init__(self, callbacks: _c.Sequence[_BaseCallback] | None = None, queue_length: float | None = None) -> None: ...
    def close(self) -> None: ...
    def __enter__(self) -> _t.Self: ...
    def __exit__(self, *error: _t.Any) -> None: ...
    def append(self, callback: _BaseCallback) -> None:
        ...
    callbacks: list[_BaseCallback]
    def on_batch_begin(self, batch: float, logs: dict[str, _t.Any] | None = None) -> None:
        """Called right before processing a batch."""
    async def on_batch_begin_async(self, batch: float, logs: dict[str, _t.Any] | None = None) -> None: ...
    def on_batch_end(self, batch: float, logs: dict[str, _t.Any] | None = None) -> None:
        """Called at the end of a batch."""
    async def on_batch_end_async(self, batch: float, logs: dict[str, _t.Any] | None = None) -> None: ...
    def on_epoch_begin(self, epoch: float, logs: dict[str, _t.Any] | None = None) -> None:
        """Called at the start of an epoch."""
    async def on_epoch_begin_async(self, epoch: float, logs: dict[str, _t.Any] | None = None) -> None: ...
    def on_epoch_end(self, epoch: float, logs: dict[str, _t.Any] | None = None) -> None:
        """Called at the end of an epoch."""
    async def on_epoch_end_async(self, epoch: float, logs: dict[str, _t.Any] | None = None) -> None: ...
    def on_train_begin(self, logs: dict[str, _t.Any] | None = None) -> None:
        """Called at the beginning of training."""
    async def on_train_begin_async(self, logs: dict[str, _t.Any] | None = None) -> None: ...
    def on_train_end(self, logs: dict[str, _t.Any] | None = None) -> None:
        """Called at the end of training."""
    async def on_train_end_async(self, logs: dict[str, _t.Any] | None = None) -> None: ...
    queue_length: float
    def set_model(self, model: _Container) -> None:
        ...
    def set_params(self, params: dict[str, _t.Any]) -> None:
        ...

class _CompositeArrayBuffer:
    """Wraps a list of ArrayBuffers into a `slice()`-able object without allocating a large ArrayBuffer."""
    def __init__(self, buffers: _c.Sequence[bytes] | _c.Sequence[_npt.NDArray[_t.Any]] | bytes | _npt.NDArray[_t.Any] | None = None) -> None: ...
    def close(self) -> None: ...
    def __enter__(self) -> _t.Self: ...
    def __exit__(self, *error: _t.Any) -> None: ...
    byte_length: float
    def slice(self, start: float | None = None, end: float | None = None) -> bytes:
        ...

class _DataSource:
    """Represents a data source readable as a stream of binary data chunks."""
    def __init__(self) -> None: ...
    def close(self) -> None: ...
    def __enter__(self) -> _t.Self: ...
    def __exit__(self, *error: _t.Any) -> None: ...
    def iterator(self) -> _ByteChunkIterator:
        """Obtain a new stream of binary data chunks."""
    async def iterator_async(self) -> _ByteChunkIterator: ...

class DataStorage:
    """Convenient class for storing tensor-related data."""
    def __init__(self, backend: KernelBackend, data_mover: dict[str, _t.Any]) -> None: ...
    def close(self) -> None: ...
    def __enter__(self) -> _t.Self: ...
    def __exit__(self, *error: _t.Any) -> None: ...
    def delete(self, data_id: _t.Any) -> bool:
        ...
    def get(self, data_id: _t.Any) -> _t.Any:
        ...
    def has(self, data_id: _t.Any) -> bool:
        ...
    def num_data_ids(self) -> float:
        ...
    def set(self, data_id: _t.Any, value: _t.Any) -> None:
        ...

class _Dataset:
    """Represents a potentially large list of independent data elements (typically 'samples' or 'examples')."""
    def __init__(self) -> None: ...
    def close(self) -> None: ...
    def __enter__(self) -> _t.Self: ...
    def __exit__(self, *error: _t.Any) -> None: ...
    def batch(self, batch_size: float, small_last_batch: bool | None = None) -> _Dataset:
        """Groups elements into batches."""
    def concatenate(self, dataset: _Dataset) -> _Dataset:
        """Concatenates this `Dataset` with another."""
    def filter(self, predicate: _c.Callable[..., _t.Any]) -> _Dataset:
        """Filters this dataset according to `predicate`."""
    async def for_each_async(self, f: _c.Callable[..., _t.Any]) -> None:
        """Apply a function to every element of the dataset."""
    def for_each(self, f: _c.Callable[..., _t.Any]) -> None: ...
    def iterator(self) -> _LazyIterator:
        ...
    async def iterator_async(self) -> _LazyIterator: ...
    def map(self, transform: _c.Callable[..., _t.Any]) -> _Dataset:
        """Maps this dataset through a 1-to-1 transform."""
    async def map_async(self, transform: _c.Callable[..., _t.Any]) -> _Dataset:
        """Maps this dataset through an async 1-to-1 transform."""
    def prefetch(self, buffer_size: float) -> _Dataset:
        """Creates a `Dataset` that prefetches elements from this dataset."""
    def repeat(self, count: float | None = None) -> _Dataset:
        """Repeats this dataset `count` times."""
    def shuffle(self, buffer_size: float, seed: str | None = None, reshuffle_each_iteration: bool | None = None) -> _Dataset:
        """Pseudorandomly shuffles the elements of this dataset. This is done in a streaming manner, by sampling from a given number of prefetched elements."""
    size: float
    def skip(self, count: float) -> _Dataset:
        """Creates a `Dataset` that skips `count` initial elements from this dataset."""
    def take(self, count: float) -> _Dataset:
        """Creates a `Dataset` with at most `count` initial elements from this dataset."""
    def to_array(self) -> list[Tensor]:
        """Collect all elements of this dataset into an array."""
    async def to_array_async(self) -> list[Tensor]: ...
    def to_array_for_test(self) -> list[Tensor]:
        """Collect all elements of this dataset into an array with prefetching 100 elements. This is useful for testing, because the prefetch changes the order in which the Promises are resolved along the processing pipeline. This may help expose bugs where results are dependent on the order of Promise resolution rather than on the logical order of the stream (i.e., due to hidden mutable state)."""
    async def to_array_for_test_async(self) -> list[Tensor]: ...

class _Engine:
    def __init__(self, ENV: Environment) -> None: ...
    def close(self) -> None: ...
    def __enter__(self) -> _t.Self: ...
    def __exit__(self, *error: _t.Any) -> None: ...
    ENV: Environment
    backend: KernelBackend
    backend_name: str
    def backend_names(self) -> list[str]:
        ...
    def custom_grad(self, f: _c.Callable[..., _t.Any]) -> _c.Callable[..., _t.Any]:
        ...
    def dispose_tensor(self, a: TensorLike) -> None:
        ...
    def dispose_variable(self, v: Variable) -> None:
        ...
    def dispose_variables(self) -> None:
        ...
    def end_scope(self, result: TensorLike | None = None) -> None:
        """End a scope. Use this with startScope() to achieve the same functionality as scope() without the need for a function closure."""
    def find_backend(self, backend_name: str) -> KernelBackend:
        ...
    def find_backend_factory(self, backend_name: str) -> _c.Callable[..., _t.Any]:
        ...
    def gradients(self, f: _c.Callable[..., _t.Any], xs: _c.Sequence[TensorLike], dy: TensorLike | None = None, allow_no_gradients: bool | None = None) -> dict[str, _t.Any]:
        """Returns gradients of `f` with respect to each of the `xs`. The gradients returned are of the same length as `xs`, but some might be null if `f` was not a function of that `x`. It also takes optional dy to multiply the gradient, which defaults to `1`."""
    def inc_ref(self, a: TensorLike, backend: KernelBackend) -> None:
        ...
    def is_tape_on(self) -> bool:
        ...
    def keep(self, result: TensorLike) -> Tensor:
        ...
    def make_tensor(self, values: _c.Sequence[str] | _npt.NDArray[_t.Any], shape: _c.Sequence[float], dtype: str, backend: KernelBackend | None = None) -> Tensor:
        """Internal method used by public APIs for tensor creation. Makes a new tensor with the provided shape, dtype and values. It always creates a new data id and writes the values to the underlying backend."""
    def make_tensor_from_data_id(self, data_id: _t.Any, shape: _c.Sequence[float], dtype: str, backend: KernelBackend | None = None) -> Tensor:
        """Internal method used by backends. Makes a new tensor that is a wrapper around an existing data id. It doesn't create a new data id, only increments the ref count used in memory tracking."""
    def make_tensor_from_tensor_info(self, backend: KernelBackend | None = None, *, data_id: _t.Any, shape: _c.Sequence[float], dtype: str) -> Tensor:
        """Internal method used by backends. Makes a new tensor that is a wrapper around an existing data id in TensorInfo. It doesn't create a new data id, only increments the ref count used in memory tracking."""
    def make_variable(self, initial_value: TensorLike, trainable: bool | None = None, name: str | None = None, dtype: str | None = None) -> Variable:
        ...
    def memory(self) -> dict[str, _t.Any]:
        ...
    def move_data(self, backend: KernelBackend, data_id: _t.Any) -> None:
        ...
    def profile(self, query: _c.Callable[..., _t.Any]) -> dict[str, _t.Any]:
        ...
    async def profile_async(self, query: _c.Callable[..., _t.Any]) -> dict[str, _t.Any]: ...
    def read(self, data_id: _t.Any) -> list[_npt.NDArray[_t.Any]] | _npt.NDArray[_t.Any]:
        ...
    async def read_async(self, data_id: _t.Any) -> list[_npt.NDArray[_t.Any]] | _npt.NDArray[_t.Any]: ...
    def read_sync(self, data_id: _t.Any) -> list[_npt.NDArray[_t.Any]] | _npt.NDArray[_t.Any]:
        ...
    def read_to_gpu(self, data_id: _t.Any, *, custom_tex_shape: _c.Sequence[_t.Any] | None = None) -> dict[str, _t.Any]:
        ...
    def ready(self) -> None:
        ...
    async def ready_async(self) -> None: ...
    def register_backend(self, backend_name: str, factory: _c.Callable[..., _t.Any], priority: float | None = None) -> bool:
        ...
    registered_variables: dict[str, _t.Any]
    registry: dict[str, _t.Any]
    registry_factory: dict[str, _t.Any]
    def remove_backend(self, backend_name: str) -> None:
        ...
    def remove_data_id(self, data_id: _t.Any, backend: KernelBackend) -> None:
        ...
    def reset(self) -> None:
        """Resets the engine state. Removes all backends but does not remove registered backend factories."""
    def run_kernel(self, kernel_name: str, inputs: dict[str, _t.Any], attrs: dict[str, _t.Any] | None = None) -> list[Tensor] | Tensor:
        """Execute a kernel with the given name and return the output tensor."""
    def set_backend(self, backend_name: str) -> bool:
        ...
    async def set_backend_async(self, backend_name: str) -> bool: ...
    def start_scope(self, name: str | None = None) -> None:
        """Start a scope. Use this with endScope() to achieve the same functionality as scope() without the need for a function closure."""
    state: _EngineState
    def tidy(self, name_or_fn: str | _c.Callable[..., _t.Any], fn: _c.Callable[..., _t.Any] | None = None) -> Tensor:
        ...
    def time(self, query: _c.Callable[..., _t.Any]) -> dict[str, _t.Any]:
        ...
    async def time_async(self, query: _c.Callable[..., _t.Any]) -> dict[str, _t.Any]: ...
    def track_tensor(self, a: TensorLike, backend: KernelBackend) -> None:
        ...

class _EngineState:
    def __init__(self) -> None: ...
    def close(self) -> None: ...
    def __enter__(self) -> _t.Self: ...
    def __exit__(self, *error: _t.Any) -> None: ...
    active_profile: dict[str, _t.Any]
    active_scope: dict[str, _t.Any]
    active_tape: list[dict[str, _t.Any]]
    def dispose(self) -> None:
        ...
    gradient_depth: float
    kernel_depth: float
    next_scope_id: float
    next_tape_node_id: float
    num_bytes: float
    num_data_buffers: float
    num_data_moves_stack: list[float]
    num_string_tensors: float
    num_tensors: float
    profiling: bool
    registered_variables: dict[str, _t.Any]
    scope_stack: list[dict[str, _t.Any]]
    tensor_info: dict[str, _t.Any]

class Environment:
    """The environment contains evaluated flags as well as the registered platform. This is always used as a global singleton and can be retrieved with `tf.env()`."""
    def __init__(self, global_: _t.Any) -> None: ...
    def close(self) -> None: ...
    def __enter__(self) -> _t.Self: ...
    def __exit__(self, *error: _t.Any) -> None: ...
    features: dict[str, _t.Any]
    def get(self, flag_name: str) -> str | float | bool:
        ...
    async def get_async(self, flag_name: str) -> str | float | bool:
        ...
    def get_bool(self, flag_name: str) -> bool:
        ...
    def get_flags(self) -> dict[str, _t.Any]:
        ...
    def get_number(self, flag_name: str) -> float:
        ...
    get_query_params: _c.Callable[..., _t.Any]
    def get_string(self, flag_name: str) -> str:
        ...
    global_: _t.Any
    platform: dict[str, _t.Any]
    platform_name: str
    def register_flag(self, flag_name: str, evaluation_fn: _c.Callable[..., _t.Any], set_hook: _c.Callable[..., _t.Any] | None = None) -> None:
        ...
    def reset(self) -> None:
        ...
    def set(self, flag_name: str, value: str | float | bool) -> None:
        ...
    def set_flags(self, flags: dict[str, _t.Any]) -> None:
        ...
    def set_platform(self, platform_name: str, platform: dict[str, _t.Any]) -> None:
        ...

class GraphModel:
    """A graph model: it runs, and cannot be trained. Close it, or use it as a context."""
    def __call__(self, x: _t.Any, **options: _t.Any) -> _t.Any: ...
    def __enter__(self) -> _t.Self: ...
    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: _types.TracebackType | None) -> None: ...
    def __reduce_ex__(self, protocol: _t.Any) -> _t.Any: ...
    def close(self) -> None: ...
    def execute(self, x: _t.Any, outputs: _t.Any = ...) -> _t.Any: ...
    async def execute_async(self, x: _t.Any, outputs: _t.Any = ...) -> _t.Any: ...
    def predict(self, x: _t.Any, **options: _t.Any) -> _t.Any: ...
    async def predict_async(self, x: _t.Any, **options: _t.Any) -> _t.Any: ...
    def __getattr__(self, name: str) -> _t.Any: ...
    def dispose(self) -> None:
        """Releases the memory used by the weight tensors and resourceManager."""
    def dispose_intermediate_tensors(self) -> None:
        """Dispose intermediate tensors for model debugging mode (flag KEEP_INTERMEDIATE_TENSORS is true)."""
    def get_intermediate_tensors(self) -> dict[str, _t.Any]:
        """Get intermediate tensors for model debugging mode (flag KEEP_INTERMEDIATE_TENSORS is true)."""
    input_nodes: list[str]
    inputs: list[dict[str, _t.Any]]
    def load(self) -> _t.Any:
        """Loads the model and weight files, construct the in memory weight map and compile the inference graph."""
    def load_sync(self, *, model_topology: bytes | dict[str, _t.Any] | None = None, training_config: dict[str, _t.Any] | None = None, weight_specs: _c.Sequence[dict[str, _t.Any]] | None = None, weight_data: _c.Sequence[bytes] | bytes | None = None, get_weight_stream: _c.Callable[..., _t.Any] | None = None, format: str | None = None, generated_by: str | None = None, converted_by: str | None = None, signature: dict[str, _t.Any] | None = None, user_defined_metadata: dict[str, _t.Any] | None = None, model_initializer: dict[str, _t.Any] | None = None, initializer_signature: dict[str, _t.Any] | None = None) -> bool:
        """Synchronously construct the in memory weight map and compile the inference graph."""
    metadata: dict[str, _t.Any]
    model_signature: dict[str, _t.Any]
    model_structured_output_keys: dict[str, _t.Any]
    model_version: str
    output_nodes: list[str]
    outputs: list[dict[str, _t.Any]]
    def save(self, handler_or_url: str | dict[str, _t.Any], *, trainable_only: bool | None = None, include_optimizer: bool | None = None) -> dict[str, _t.Any]:
        """Save the configuration and/or weights of the GraphModel."""
    async def save_async(self, handler_or_url: str | dict[str, _t.Any], *, trainable_only: bool | None = None, include_optimizer: bool | None = None) -> dict[str, _t.Any]: ...
    weights: dict[str, _t.Any]

class History:
    """What a training recorded."""
    def __init__(self, epoch: list[int] = ..., history: dict[str, list[float]] = ...) -> None: ...
    epoch: list[int]
    history: dict[str, list[float]]
    def __getattr__(self, name: str) -> _t.Any: ...
    def on_epoch_end(self, epoch: float, logs: dict[str, _t.Any] | None = None) -> None:
        ...
    async def on_epoch_end_async(self, epoch: float, logs: dict[str, _t.Any] | None = None) -> None: ...
    def on_train_begin(self, logs: dict[str, _t.Any] | None = None) -> None:
        ...
    async def on_train_begin_async(self, logs: dict[str, _t.Any] | None = None) -> None: ...
    def sync_data(self) -> None:
        """Await the values of all losses and metrics."""
    async def sync_data_async(self) -> None: ...

class InputSpec:
    """Specifies the ndim, dtype and shape of every input to a layer."""
    def __init__(self, *, dtype: str | None = None, shape: _c.Sequence[float | None] | None = None, ndim: float | None = None, max_n_dim: float | None = None, min_n_dim: float | None = None, axes: dict[str, _t.Any] | None = None) -> None: ...
    def close(self) -> None: ...
    def __enter__(self) -> _t.Self: ...
    def __exit__(self, *error: _t.Any) -> None: ...
    axes: dict[str, _t.Any] | None
    dtype: str | None
    max_n_dim: float | None
    min_n_dim: float | None
    ndim: float | None
    shape: list[float | None] | None

class KernelBackend:
    """The interface that defines the kernels that should be implemented when adding a new backend. New backends don't need to implement every one of the methods, this can be done gradually (throw an error for unimplemented methods)."""
    def __init__(self) -> None: ...
    def close(self) -> None: ...
    def __enter__(self) -> _t.Self: ...
    def __exit__(self, *error: _t.Any) -> None: ...
    def create_tensor_from_gpu_data(self, values: dict[str, _t.Any], shape: _c.Sequence[float], dtype: str) -> Tensor:
        ...
    def dispose(self) -> None:
        ...
    def dispose_data(self, data_id: _t.Any, force: bool | None = None) -> bool:
        ...
    def epsilon(self) -> float:
        """Returns the smallest representable number."""
    def float_precision(self) -> float:
        """Returns the highest precision for floats in bits (e.g. 16 or 32)"""
    def inc_ref(self, data_id: _t.Any) -> None:
        ...
    def memory(self) -> dict[str, _t.Any]:
        ...
    def move(self, data_id: _t.Any, values: _c.Sequence[_npt.NDArray[_t.Any]] | _npt.NDArray[_t.Any], shape: _c.Sequence[float], dtype: str, ref_count: float) -> None:
        ...
    def num_data_ids(self) -> float:
        ...
    def read(self, data_id: _t.Any) -> list[_npt.NDArray[_t.Any]] | _npt.NDArray[_t.Any]:
        ...
    async def read_async(self, data_id: _t.Any) -> list[_npt.NDArray[_t.Any]] | _npt.NDArray[_t.Any]: ...
    def read_sync(self, data_id: _t.Any) -> list[_npt.NDArray[_t.Any]] | _npt.NDArray[_t.Any]:
        ...
    def read_to_gpu(self, data_id: _t.Any, *, custom_tex_shape: _c.Sequence[_t.Any] | None = None) -> dict[str, _t.Any]:
        ...
    def ref_count(self, data_id: _t.Any) -> float:
        ...
    def time(self, f: _c.Callable[..., _t.Any]) -> dict[str, _t.Any]:
        ...
    async def time_async(self, f: _c.Callable[..., _t.Any]) -> dict[str, _t.Any]: ...
    def timer_available(self) -> bool:
        ...
    def write(self, values: _c.Sequence[_npt.NDArray[_t.Any]] | _npt.NDArray[_t.Any], shape: _c.Sequence[float], dtype: str) -> _t.Any:
        ...

class _Layer:
    """A layer. Call it on what other layers gave, or on tensors."""
    def __call__(self, inputs: _t.Any, **kwargs: _t.Any) -> _t.Any: ...
    def __enter__(self) -> _t.Self: ...
    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: _types.TracebackType | None) -> None: ...
    def __init__(self, **options: _t.Any) -> None: ...
    def __reduce_ex__(self, protocol: _t.Any) -> _t.Any: ...
    def add_weight(self, name: str, shape: _t.Any, dtype: str = ..., initializer: _t.Any = ..., regularizer: _t.Any = ..., trainable: bool = ..., constraint: _t.Any = ...) -> _t.Any: ...
    def build(self, input_shape: _t.Any) -> None: ...
    def close(self) -> None: ...
    def compute_output_shape(self, input_shape: _t.Any) -> _t.Any: ...
    def freeze(self, *, inference: bool = ...) -> None: ...
    def get_config(self) -> dict[str, _t.Any]: ...
    def unfreeze(self) -> None: ...
    def __getattr__(self, name: str) -> _t.Any: ...
    activity_regularizer: _Regularizer
    def add_loss(self, losses: _c.Sequence[_c.Callable[..., _t.Any]] | _c.Callable[..., _t.Any]) -> None:
        """Add losses to the layer."""
    def apply(self, inputs: _c.Sequence[SymbolicTensor] | _c.Sequence[TensorLike] | SymbolicTensor | TensorLike, **kwargs: _t.Any) -> list[SymbolicTensor] | list[Tensor] | SymbolicTensor | Tensor:
        """Builds or executes a `Layer`'s logic."""
    def assert_input_compatibility(self, inputs: _c.Sequence[SymbolicTensor] | _c.Sequence[TensorLike] | SymbolicTensor | TensorLike) -> None:
        """Checks compatibility between the layer and provided inputs."""
    def assert_not_disposed(self) -> None:
        ...
    batch_input_shape: list[float | None]
    built: bool
    def calculate_losses(self) -> list[Tensor]:
        """Retrieves the Layer's current loss values."""
    def clear_call_hook(self) -> None:
        """Clear call hook. This is currently used for testing only."""
    def compute_mask(self, inputs: _c.Sequence[TensorLike] | TensorLike, mask: _c.Sequence[TensorLike] | TensorLike | None = None) -> list[Tensor] | Tensor:
        """Computes an output mask tensor."""
    def count_params(self) -> float:
        """Counts the total number of numbers (e.g., float32, int32) in the weights."""
    def dispose(self) -> dict[str, _t.Any]:
        """Attempt to dispose layer's weights."""
    def dispose_weights(self) -> float:
        """Dispose the weight variables that this Layer instance holds."""
    dtype: str
    def get_input_at(self, node_index: float) -> list[SymbolicTensor] | SymbolicTensor:
        """Retrieves the input tensor(s) of a layer at a given node."""
    def get_output_at(self, node_index: float) -> list[SymbolicTensor] | SymbolicTensor:
        """Retrieves the output tensor(s) of a layer at a given node."""
    def get_weights(self, trainable_only: bool | None = None) -> list[Tensor]:
        """Returns the current values of the weights of the layer."""
    id: float
    inbound_nodes: list[_Node]
    initial_weights: list[Tensor]
    input: list[SymbolicTensor] | SymbolicTensor
    input_spec: list[InputSpec]
    def invoke_call_hook(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> None:
        ...
    losses: list[_c.Callable[..., _t.Any]]
    name: str
    non_trainable_weights: list[LayerVariable]
    outbound_nodes: list[_Node]
    output: list[SymbolicTensor] | SymbolicTensor
    output_shape: list[list[float | None]] | list[float | None]
    def reset_states(self) -> None:
        """Reset the states of the layer."""
    def set_call_hook(self, call_hook: _c.Callable[..., _t.Any]) -> None:
        """Set call hook. This is currently used for testing only."""
    def set_fast_weight_init_during_build(self, value: bool) -> None:
        """Set the fast-weight-initialization flag."""
    def set_weights(self, weights: _c.Sequence[TensorLike]) -> None:
        """Sets the weights of the layer, from Tensors."""
    stateful: bool
    supports_masking: bool
    trainable: bool
    trainable_weights: list[LayerVariable]
    trainable_: bool
    updates: list[Tensor]
    def warn_on_incompatible_input_shape(self, input_shape: _c.Sequence[float | None]) -> None:
        """Check compatibility between input shape and this layer's batchInputShape."""
    weights: list[LayerVariable]

class LayerVariable:
    """A `tf.layers.LayerVariable` is similar to a `tf.Tensor` in that it has a dtype and shape, but its value is mutable. The value is itself represented as a`tf.Tensor`, and can be read with the `read()` method and updated with the `write()` method."""
    def __init__(self, val: TensorLike, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, constraint: _Constraint | None = None) -> None: ...
    def close(self) -> None: ...
    def __enter__(self) -> _t.Self: ...
    def __exit__(self, *error: _t.Any) -> None: ...
    def assert_not_disposed(self) -> None:
        ...
    constraint: _Constraint
    def dispose(self) -> None:
        """Dispose this LayersVariable instance from memory."""
    dtype: str
    id: float
    name: str
    original_name: str
    def read(self) -> Tensor:
        """Get a snapshot of the Variable's value."""
    shape: list[float | None]
    trainable: bool
    val: Variable
    def write(self, new_val: TensorLike) -> LayerVariable:
        """Update the value of the Variable."""

class _LazyIterator:
    """An asynchronous iterator, providing lazy access to a potentially unbounded stream of elements."""
    def __init__(self) -> None: ...
    def close(self) -> None: ...
    def __enter__(self) -> _t.Self: ...
    def __exit__(self, *error: _t.Any) -> None: ...
    def column_major_batch(self, batch_size: float, small_last_batch: bool | None = None, zip_fn: _c.Callable[..., _t.Any] | None = None) -> _LazyIterator:
        """Groups elements into batches, represented in column-major form."""
    def concatenate(self, iterator: _LazyIterator, base_error_handler: _c.Callable[..., _t.Any] | None = None) -> _LazyIterator:
        """Concatenate this `LazyIterator` with another."""
    def filter(self, predicate: _c.Callable[..., _t.Any]) -> _LazyIterator:
        """Filters this stream according to `predicate`."""
    def flatmap(self, transform: _c.Callable[..., _t.Any]) -> _LazyIterator:
        """Maps this stream through a 1-to-many transform."""
    async def for_each_async(self, f: _c.Callable[..., _t.Any]) -> None:
        """Apply a function to every element of the stream."""
    def for_each(self, f: _c.Callable[..., _t.Any]) -> None: ...
    def handle_errors(self, handler: _c.Callable[..., _t.Any]) -> _LazyIterator:
        """Handles errors thrown on this stream using a provided handler function."""
    def map(self, transform: _c.Callable[..., _t.Any]) -> _LazyIterator:
        """Maps this stream through a 1-to-1 transform."""
    async def map_async(self, transform: _c.Callable[..., _t.Any]) -> _LazyIterator:
        """Maps this stream through an async 1-to-1 transform."""
    def next(self) -> dict[str, _t.Any]:
        """Returns a `Promise` for the next element in the stream."""
    async def next_async(self) -> dict[str, _t.Any]: ...
    def prefetch(self, buffer_size: float) -> _LazyIterator:
        """Prefetch the first `bufferSize` items in this stream."""
    def resolve_fully(self) -> None:
        """Draw items from the stream until it is exhausted."""
    async def resolve_fully_async(self) -> None: ...
    def resolve_while(self, predicate: _c.Callable[..., _t.Any]) -> None:
        """Draw items from the stream until it is exhausted, or a predicate fails."""
    async def resolve_while_async(self, predicate: _c.Callable[..., _t.Any]) -> None: ...
    def row_major_batch(self, batch_size: float, small_last_batch: bool | None = None) -> _LazyIterator:
        """Groups elements into batches, represented as arrays of elements."""
    def serial(self) -> _LazyIterator:
        """Force an iterator to execute serially: each next() call will await the prior one, so that they cannot execute concurrently."""
    def serial_for_each(self, f: _c.Callable[..., _t.Any]) -> None:
        """Apply a function to every element of the stream, forcing serial execution."""
    async def serial_for_each_async(self, f: _c.Callable[..., _t.Any]) -> None: ...
    async def serial_map_async(self, transform: _c.Callable[..., _t.Any]) -> _LazyIterator:
        """Maps this stream through a 1-to-1 transform, forcing serial execution."""
    def serial_map(self, transform: _c.Callable[..., _t.Any]) -> _LazyIterator: ...
    def shuffle(self, window_size: float, seed: str | None = None) -> _LazyIterator:
        """Randomly shuffles the elements of this stream."""
    def skip(self, count: float) -> _LazyIterator:
        """Skips the first `count` items in this stream."""
    def summary(self) -> str:
        ...
    def take(self, count: float) -> _LazyIterator:
        """Limits this stream to return at most `count` items."""
    def to_array(self) -> list[_t.Any]:
        """Collect all remaining elements of a bounded stream into an array. Obviously this will succeed only for small streams that fit in memory. Useful for testing."""
    async def to_array_async(self) -> list[_t.Any]: ...
    def to_array_for_test(self) -> list[_t.Any]:
        """Collect all elements of this dataset into an array with prefetching 100 elements. This is useful for testing, because the prefetch changes the order in which the Promises are resolved along the processing pipeline. This may help expose bugs where results are dependent on the order of Promise resolution rather than on the logical order of the stream (i.e., due to hidden mutable state)."""
    async def to_array_for_test_async(self) -> list[_t.Any]: ...

class _Node:
    """A `Node` describes the connectivity between two layers."""
    def __init__(self, call_args: dict[str, _t.Any] | None = None, *, outbound_layer: _Layer, inbound_layers: _c.Sequence[_Layer], node_indices: _c.Sequence[float], tensor_indices: _c.Sequence[float], input_tensors: _c.Sequence[SymbolicTensor], output_tensors: _c.Sequence[SymbolicTensor], input_masks: _c.Sequence[TensorLike], output_masks: _c.Sequence[TensorLike], input_shapes: _c.Sequence[_c.Sequence[float | None]] | _c.Sequence[float | None], output_shapes: _c.Sequence[_c.Sequence[float | None]] | _c.Sequence[float | None]) -> None: ...
    def close(self) -> None: ...
    def __enter__(self) -> _t.Self: ...
    def __exit__(self, *error: _t.Any) -> None: ...
    call_args: dict[str, _t.Any] | None
    def get_config(self) -> dict[str, _t.Any]:
        ...
    id: float
    inbound_layers: list[_Layer]
    input_masks: list[Tensor]
    input_shapes: list[list[float | None]] | list[float | None]
    input_tensors: list[SymbolicTensor]
    node_indices: list[float]
    outbound_layer: _Layer
    output_masks: list[Tensor]
    output_shapes: list[list[float | None]] | list[float | None]
    output_tensors: list[SymbolicTensor]
    tensor_indices: list[float]

class _NodeFileSystem:
    def __init__(self, path: str | _c.Sequence[str]) -> None: ...
    def close(self) -> None: ...
    def __enter__(self) -> _t.Self: ...
    def __exit__(self, *error: _t.Any) -> None: ...
    MODEL_BINARY_FILENAME: str
    MODEL_JSON_FILENAME: str
    WEIGHTS_BINARY_FILENAME: str
    def create_or_verify_directory(self) -> None:
        """For each item in `this.path`, creates a directory at the path or verify that the path exists as a directory."""
    async def create_or_verify_directory_async(self) -> None: ...
    def load(self) -> dict[str, _t.Any]:
        ...
    async def load_async(self) -> dict[str, _t.Any]: ...
    def load_binary_model(self) -> dict[str, _t.Any]:
        ...
    async def load_binary_model_async(self) -> dict[str, _t.Any]: ...
    def load_json_model(self) -> dict[str, _t.Any]:
        ...
    async def load_json_model_async(self) -> dict[str, _t.Any]: ...
    path: str | list[str]
    def save(self, *, model_topology: bytes | dict[str, _t.Any] | None = None, training_config: dict[str, _t.Any] | None = None, weight_specs: _c.Sequence[dict[str, _t.Any]] | None = None, weight_data: _c.Sequence[bytes] | bytes | None = None, get_weight_stream: _c.Callable[..., _t.Any] | None = None, format: str | None = None, generated_by: str | None = None, converted_by: str | None = None, signature: dict[str, _t.Any] | None = None, user_defined_metadata: dict[str, _t.Any] | None = None, model_initializer: dict[str, _t.Any] | None = None, initializer_signature: dict[str, _t.Any] | None = None) -> dict[str, _t.Any]:
        ...
    async def save_async(self, *, model_topology: bytes | dict[str, _t.Any] | None = None, training_config: dict[str, _t.Any] | None = None, weight_specs: _c.Sequence[dict[str, _t.Any]] | None = None, weight_data: _c.Sequence[bytes] | bytes | None = None, get_weight_stream: _c.Callable[..., _t.Any] | None = None, format: str | None = None, generated_by: str | None = None, converted_by: str | None = None, signature: dict[str, _t.Any] | None = None, user_defined_metadata: dict[str, _t.Any] | None = None, model_initializer: dict[str, _t.Any] | None = None, initializer_signature: dict[str, _t.Any] | None = None) -> dict[str, _t.Any]: ...

class Optimizer:
    """What ``tf.train`` makes. Use it as a context, or ``close()`` it, to give its state back."""
    def __enter__(self) -> _t.Self: ...
    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: _types.TracebackType | None) -> None: ...
    def __reduce_ex__(self, protocol: _t.Any) -> _t.Any: ...
    def close(self) -> None: ...
    learning_rate: float
    def __getattr__(self, name: str) -> _t.Any: ...
    def apply_gradients(self, variable_gradients: _c.Sequence[dict[str, _t.Any]] | dict[str, _t.Any]) -> None:
        """Updates variables by using the computed gradients."""
    def compute_gradients(self, f: _c.Callable[..., _t.Any], var_list: _c.Sequence[Variable] | None = None) -> dict[str, _t.Any]:
        """Executes f() and computes the gradient of the scalar output of f() with respect to the list of trainable variables provided by `varList`. If no list is provided, it defaults to all trainable variables."""
    def dispose(self) -> None:
        """Dispose the variables (if any) owned by this optimizer instance."""
    def extract_iterations(self, weight_values: _c.Sequence[dict[str, _t.Any]]) -> list[dict[str, _t.Any]]:
        """Extract the first element of the weight values and set it as the iterations counter variable of this instance of optimizer."""
    async def extract_iterations_async(self, weight_values: _c.Sequence[dict[str, _t.Any]]) -> list[dict[str, _t.Any]]: ...
    def get_weights(self) -> list[dict[str, _t.Any]]:
        ...
    async def get_weights_async(self) -> list[dict[str, _t.Any]]: ...
    def increment_iterations(self) -> None:
        ...
    iterations: float
    iterations_: float
    def minimize(self, f: _c.Callable[..., _t.Any], return_cost: bool | None = None, var_list: _c.Sequence[Variable] | None = None) -> Tensor | None:
        """Executes `f()` and minimizes the scalar output of `f()` by computing gradients of y with respect to the list of trainable variables provided by `varList`. If no list is provided, it defaults to all trainable variables."""
    def save_iterations(self) -> dict[str, _t.Any]:
        ...
    async def save_iterations_async(self) -> dict[str, _t.Any]: ...
    def set_weights(self, weight_values: _c.Sequence[dict[str, _t.Any]]) -> None:
        ...
    async def set_weights_async(self, weight_values: _c.Sequence[dict[str, _t.Any]]) -> None: ...

class OptimizerConstructors:
    def __init__(self) -> None: ...
    def close(self) -> None: ...
    def __enter__(self) -> _t.Self: ...
    def __exit__(self, *error: _t.Any) -> None: ...

class _RandomSeed:
    """Keeps track of seed and handles pseudorandomness Instance created in BaseRandomLayer class Utilized for random preprocessing layers"""
    def __init__(self, seed: float | None) -> None: ...
    def close(self) -> None: ...
    def __enter__(self) -> _t.Self: ...
    def __exit__(self, *error: _t.Any) -> None: ...
    def next(self) -> float | None:
        ...
    seed: float | None

class _Serializable:
    """Serializable defines the serialization contract."""
    def __init__(self) -> None: ...
    def close(self) -> None: ...
    def __enter__(self) -> _t.Self: ...
    def __exit__(self, *error: _t.Any) -> None: ...
    def get_class_name(self) -> str:
        """Return the class name for this class to use in serialization contexts."""
    def get_config(self) -> dict[str, _t.Any]:
        """Return all the non-weight state needed to serialize this object."""

class _SerializationMap:
    """Maps string keys to class constructors."""
    def __init__(self) -> None: ...
    def close(self) -> None: ...
    def __enter__(self) -> _t.Self: ...
    def __exit__(self, *error: _t.Any) -> None: ...
    class_name_map: dict[str, _t.Any]

class _SummaryFileWriter:
    def __init__(self, resource_handle: TensorLike) -> None: ...
    def close(self) -> None: ...
    def __enter__(self) -> _t.Self: ...
    def __exit__(self, *error: _t.Any) -> None: ...
    backend: _NodeJSKernelBackend
    def flush(self) -> None:
        """Force summary writer to send all buffered data to storage."""
    def histogram(self, name: str, data: TensorLike, step: float, buckets: float | None = None, description: str | None = None) -> None:
        """Write a histogram summary, for later analysis in TensorBoard's 'Histograms' and 'Distributions' dashboards (data written using this API will appear in both places). Like `SummaryFileWriter.scalar` points, each histogram is associated with a `step` and a `name`. All the histograms with the same `name` constitute a time series of histograms."""
    def scalar(self, name: str, value: float | TensorLike, step: float, description: str | None = None) -> None:
        """Write a scalar summary."""

class SymbolicTensor:
    """`tf.SymbolicTensor` is a placeholder for a Tensor without any concrete value."""
    def __init__(self, dtype: str, shape: _c.Sequence[float | None], source_layer: _Layer, inputs: _c.Sequence[SymbolicTensor], call_args: dict[str, _t.Any], name: str | None = None, output_tensor_index: float | None = None) -> None: ...
    def close(self) -> None: ...
    def __enter__(self) -> _t.Self: ...
    def __exit__(self, *error: _t.Any) -> None: ...
    call_args: dict[str, _t.Any]
    dtype: str
    id: float
    inputs: list[SymbolicTensor]
    name: str
    node_index: float
    original_name: str | None
    output_tensor_index: float | None
    rank: float
    shape: list[float | None]
    source_layer: _Layer
    tensor_index: float

class _TFEOpAttr:
    def __init__(self) -> None: ...
    def close(self) -> None: ...
    def __enter__(self) -> _t.Self: ...
    def __exit__(self, *error: _t.Any) -> None: ...
    name: str
    type: float
    value: _t.Any

class _TFSavedModel:
    """A `tf.TFSavedModel` is a signature loaded from a SavedModel metagraph, and allows inference execution."""
    def __init__(self, session_id: float, jsid: float, backend: _NodeJSKernelBackend, *, inputs: dict[str, _t.Any], outputs: dict[str, _t.Any]) -> None: ...
    def close(self) -> None: ...
    def __enter__(self) -> _t.Self: ...
    def __exit__(self, *error: _t.Any) -> None: ...
    def dispose(self) -> None:
        """Delete the SavedModel from nodeBackend and delete corresponding session in the C++ backend if the session is only used by this TFSavedModel."""
    def execute(self, inputs: _c.Sequence[TensorLike] | dict[str, _t.Any] | TensorLike, outputs: str | _c.Sequence[str]) -> list[Tensor] | Tensor:
        """Execute the inference for the input tensors and return activation values for specified output node names without batching."""
    inputs: list[dict[str, _t.Any]]
    output_node_names: dict[str, _t.Any]
    outputs: list[dict[str, _t.Any]]
    def predict(self, inputs: _c.Sequence[TensorLike] | dict[str, _t.Any] | TensorLike, *, batch_size: float | None = None, verbose: bool | None = None) -> list[Tensor] | dict[str, _t.Any] | Tensor:
        """Execute the inference for the input tensors."""

class Tensor:
    """A tensor in TensorFlow's memory."""
    def __abs__(self) -> Tensor: ...
    def __add__(self, other: _t.Any) -> Tensor: ...
    def __and__(self, other: _t.Any) -> Tensor: ...
    def __array__(self, dtype: _t.Any = ..., copy: bool | None = ...) -> _npt.NDArray[_t.Any]: ...
    def __array_function__(self, function: _t.Any, types: _t.Any, args: _t.Any, options: _t.Any) -> _t.Any: ...
    def __bool__(self) -> bool: ...
    def __contains__(self, value: _t.Any) -> bool: ...
    def __copy__(self) -> Tensor: ...
    def __deepcopy__(self, memo: _t.Any) -> Tensor: ...
    def __enter__(self) -> _t.Self: ...
    def __eq__(self, other: object) -> Tensor: ...
    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: _types.TracebackType | None) -> None: ...
    def __float__(self) -> float: ...
    def __floordiv__(self, other: _t.Any) -> Tensor: ...
    def __format__(self, spec: str) -> str: ...
    def __ge__(self, other: _t.Any) -> Tensor: ...
    def __getitem__(self, key: _t.Any) -> Tensor: ...
    def __gt__(self, other: _t.Any) -> Tensor: ...
    def __index__(self) -> int: ...
    def __int__(self) -> int: ...
    def __invert__(self) -> Tensor: ...
    def __iter__(self) -> _c.Iterator[Tensor]: ...
    def __le__(self, other: _t.Any) -> Tensor: ...
    def __len__(self) -> int: ...
    def __lt__(self, other: _t.Any) -> Tensor: ...
    def __matmul__(self, other: _t.Any) -> Tensor: ...
    def __mod__(self, other: _t.Any) -> Tensor: ...
    def __mul__(self, other: _t.Any) -> Tensor: ...
    def __ne__(self, other: object) -> Tensor: ...
    def __neg__(self) -> Tensor: ...
    def __or__(self, other: _t.Any) -> Tensor: ...
    def __pos__(self) -> Tensor: ...
    def __pow__(self, other: _t.Any) -> Tensor: ...
    def __radd__(self, other: _t.Any) -> Tensor: ...
    def __rand__(self, other: _t.Any) -> Tensor: ...
    def __reduce_ex__(self, protocol: _t.Any) -> _t.Any: ...
    def __rfloordiv__(self, other: _t.Any) -> Tensor: ...
    def __rmatmul__(self, other: _t.Any) -> Tensor: ...
    def __rmod__(self, other: _t.Any) -> Tensor: ...
    def __rmul__(self, other: _t.Any) -> Tensor: ...
    def __ror__(self, other: _t.Any) -> Tensor: ...
    def __rpow__(self, other: _t.Any) -> Tensor: ...
    def __rsub__(self, other: _t.Any) -> Tensor: ...
    def __rtruediv__(self, other: _t.Any) -> Tensor: ...
    def __rxor__(self, other: _t.Any) -> Tensor: ...
    def __sub__(self, other: _t.Any) -> Tensor: ...
    def __truediv__(self, other: _t.Any) -> Tensor: ...
    def __xor__(self, other: _t.Any) -> Tensor: ...
    def close(self) -> None: ...
    dtype: str
    def item(self) -> _t.Any: ...
    ndim: int
    def numpy(self) -> _npt.NDArray[_t.Any]: ...
    shape: tuple[int, ...]
    def tolist(self) -> _t.Any: ...
    def __getattr__(self, name: str) -> _t.Any: ...
    def abs(self) -> Tensor:
        ...
    def acos(self) -> Tensor:
        ...
    def acosh(self) -> Tensor:
        ...
    def add(self, b: TensorLike) -> Tensor:
        ...
    def all(self, axis: float | _c.Sequence[float] | None = None, keep_dims: bool | None = None) -> Tensor:
        ...
    def any(self, axis: float | _c.Sequence[float] | None = None, keep_dims: bool | None = None) -> Tensor:
        ...
    def arg_max(self, axis: float | None = None) -> Tensor:
        ...
    def arg_min(self, axis: float | None = None) -> Tensor:
        ...
    def array(self) -> _t.Any:
        """Returns the tensor data as a nested array. The transfer of data is done asynchronously."""
    async def array_async(self) -> _t.Any: ...
    def array_sync(self) -> _t.Any:
        """Returns the tensor data as a nested array. The transfer of data is done synchronously."""
    def as1_d(self) -> Tensor:
        ...
    def as2_d(self, rows: float, columns: float) -> Tensor:
        ...
    def as3_d(self, rows: float, columns: float, depth: float) -> Tensor:
        ...
    def as4_d(self, rows: float, columns: float, depth: float, depth2: float) -> Tensor:
        ...
    def as5_d(self, rows: float, columns: float, depth: float, depth2: float, depth3: float) -> Tensor:
        ...
    def as_scalar(self) -> Tensor:
        ...
    def as_type(self, dtype: str) -> Tensor:
        ...
    def asin(self) -> Tensor:
        ...
    def asinh(self) -> Tensor:
        ...
    def atan(self) -> Tensor:
        ...
    def atan2(self, b: TensorLike) -> Tensor:
        ...
    def atanh(self) -> Tensor:
        ...
    def avg_pool(self, filter_size: float | _c.Sequence[_t.Any], strides: float | _c.Sequence[_t.Any], pad: float | str | _c.Sequence[_t.Any], dim_rounding_mode: str | None = None) -> Tensor:
        ...
    def batch_norm(self, mean: TensorLike, variance: TensorLike, offset: TensorLike | None = None, scale: TensorLike | None = None, variance_epsilon: float | None = None) -> Tensor:
        ...
    def batch_to_space_nd(self, block_shape: _c.Sequence[float], crops: _c.Sequence[_c.Sequence[float]]) -> Tensor:
        ...
    def broadcast_to(self, shape: _t.Any) -> Tensor:
        ...
    def buffer(self) -> TensorBuffer:
        """Returns a promise of `tf.TensorBuffer` that holds the underlying data."""
    async def buffer_async(self) -> TensorBuffer: ...
    def buffer_sync(self) -> TensorBuffer:
        """Returns a `tf.TensorBuffer` that holds the underlying data."""
    def bytes(self) -> list[_npt.NDArray[_t.Any]] | _npt.NDArray[_t.Any]:
        """Returns the underlying bytes of the tensor's data."""
    async def bytes_async(self) -> list[_npt.NDArray[_t.Any]] | _npt.NDArray[_t.Any]: ...
    def cast(self, dtype: str) -> Tensor:
        ...
    def ceil(self) -> Tensor:
        ...
    def clip_by_value(self, min: float, max: float) -> Tensor:
        ...
    def clone(self) -> Tensor:
        """Returns a copy of the tensor. See `tf.clone` for details."""
    def concat(self, tensors: TensorLike | _c.Sequence[TensorLike], axis: float | None = None) -> Tensor:
        ...
    def conv1d(self, filter: TensorLike, stride: float, pad: float | str | _c.Sequence[_t.Any], data_format: str | None = None, dilation: float | None = None, dim_rounding_mode: str | None = None) -> Tensor:
        ...
    def conv2d(self, filter: TensorLike, strides: float | _c.Sequence[_t.Any], pad: float | str, data_format: str | None = None, dilations: float | _c.Sequence[_t.Any] | None = None, dim_rounding_mode: str | None = None) -> Tensor:
        ...
    def conv2d_transpose(self, filter: TensorLike, output_shape: _c.Sequence[_t.Any], strides: float | _c.Sequence[_t.Any], pad: float | str, dim_rounding_mode: str | None = None) -> Tensor:
        ...
    def cos(self) -> Tensor:
        ...
    def cosh(self) -> Tensor:
        ...
    def cumprod(self, axis: float | None = None, exclusive: bool | None = None, reverse: bool | None = None) -> Tensor:
        ...
    def cumsum(self, axis: float | None = None, exclusive: bool | None = None, reverse: bool | None = None) -> Tensor:
        ...
    def data(self) -> _t.Any:
        """Asynchronously downloads the values from the `tf.Tensor`. Returns a promise of `TypedArray` that resolves when the computation has finished."""
    async def data_async(self) -> _t.Any: ...
    data_id: _t.Any
    def data_sync(self) -> _t.Any:
        """Synchronously downloads the values from the `tf.Tensor`. This blocks the UI thread until the values are ready, which can cause performance issues."""
    def data_to_gpu(self, *, custom_tex_shape: _c.Sequence[_t.Any] | None = None) -> dict[str, _t.Any]:
        """Copy the tensor's data to a new GPU resource. Comparing to the `dataSync()` and `data()`, this method prevents data from being downloaded to CPU."""
    def depth_to_space(self, block_size: float, data_format: str) -> Tensor:
        ...
    def depthwise_conv2d(self, filter: TensorLike, strides: float | _c.Sequence[_t.Any], pad: float | str, data_format: str | None = None, dilations: float | _c.Sequence[_t.Any] | None = None, dim_rounding_mode: str | None = None) -> Tensor:
        ...
    def dilation2d(self, filter: TensorLike, strides: float | _c.Sequence[_t.Any], pad: str, dilations: float | _c.Sequence[_t.Any] | None = None, data_format: str | None = None) -> Tensor:
        ...
    def dispose(self) -> None:
        """Disposes `tf.Tensor` from memory."""
    def div(self, b: TensorLike) -> Tensor:
        ...
    def div_no_nan(self, b: TensorLike) -> Tensor:
        ...
    def dot(self, b: TensorLike) -> Tensor:
        ...
    def elu(self) -> Tensor:
        ...
    def equal(self, b: TensorLike) -> Tensor:
        ...
    def erf(self) -> Tensor:
        ...
    def euclidean_norm(self, axis: float | _c.Sequence[float] | None = None, keep_dims: bool | None = None) -> Tensor:
        ...
    def exp(self) -> Tensor:
        ...
    def expand_dims(self, axis: float | None = None) -> Tensor:
        ...
    def expm1(self) -> Tensor:
        ...
    def fft(self) -> Tensor:
        ...
    def flatten(self) -> Tensor:
        ...
    def floor(self) -> Tensor:
        ...
    def floor_div(self, b: TensorLike) -> Tensor:
        ...
    def gather(self, indices: TensorLike, axis: float | None = None, batch_dims: float | None = None) -> Tensor:
        ...
    def greater(self, b: TensorLike) -> Tensor:
        ...
    def greater_equal(self, b: TensorLike) -> Tensor:
        ...
    id: float
    def ifft(self) -> Tensor:
        ...
    def irfft(self) -> Tensor:
        ...
    is_disposed: bool
    is_disposed_internal: bool
    def is_finite(self) -> Tensor:
        ...
    def is_inf(self) -> Tensor:
        ...
    def is_nan(self) -> Tensor:
        ...
    kept: bool
    keras_mask: Tensor | None
    def leaky_relu(self, alpha: float) -> Tensor:
        ...
    def less(self, b: TensorLike) -> Tensor:
        ...
    def less_equal(self, b: TensorLike) -> Tensor:
        ...
    def local_response_normalization(self, depth_radius: float | None = None, bias: float | None = None, alpha: float | None = None, beta: float | None = None) -> Tensor:
        ...
    def log(self) -> Tensor:
        ...
    def log1p(self) -> Tensor:
        ...
    def log_sigmoid(self) -> Tensor:
        ...
    def log_softmax(self, axis: float | None = None) -> Tensor:
        ...
    def log_sum_exp(self, axis: float | _c.Sequence[float] | None = None, keep_dims: bool | None = None) -> Tensor:
        ...
    def logical_and(self, b: TensorLike) -> Tensor:
        ...
    def logical_not(self) -> Tensor:
        ...
    def logical_or(self, b: TensorLike) -> Tensor:
        ...
    def logical_xor(self, b: TensorLike) -> Tensor:
        ...
    def mat_mul(self, b: TensorLike, transpose_a: bool | None = None, transpose_b: bool | None = None) -> Tensor:
        ...
    def max(self, axis: float | _c.Sequence[float] | None = None, keep_dims: bool | None = None) -> Tensor:
        ...
    def max_pool(self, filter_size: float | _c.Sequence[_t.Any], strides: float | _c.Sequence[_t.Any], pad: float | str | _c.Sequence[_t.Any], dim_rounding_mode: str | None = None) -> Tensor:
        ...
    def maximum(self, b: TensorLike) -> Tensor:
        ...
    def mean(self, axis: float | _c.Sequence[float] | None = None, keep_dims: bool | None = None) -> Tensor:
        ...
    def min(self, axis: float | _c.Sequence[float] | None = None, keep_dims: bool | None = None) -> Tensor:
        ...
    def minimum(self, b: TensorLike) -> Tensor:
        ...
    def mirror_pad(self, paddings: _c.Sequence[_c.Sequence[_t.Any]], mode: str) -> Tensor:
        ...
    def mod(self, b: TensorLike) -> Tensor:
        ...
    def mul(self, b: TensorLike) -> Tensor:
        ...
    def neg(self) -> Tensor:
        ...
    def norm(self, ord: float | str | None = None, axis: float | _c.Sequence[float] | None = None, keep_dims: bool | None = None) -> Tensor:
        ...
    def not_equal(self, b: TensorLike) -> Tensor:
        ...
    def one_hot(self, depth: float, on_value: float, off_value: float) -> Tensor:
        ...
    def ones_like(self) -> Tensor:
        ...
    def pad(self, paddings: _c.Sequence[_c.Sequence[_t.Any]], constant_value: float | None = None) -> Tensor:
        ...
    def pool(self, window_shape: float | _c.Sequence[_t.Any], pooling_type: str, padding: float | str | _c.Sequence[_t.Any], diation_rate: float | _c.Sequence[_t.Any] | None = None, strides: float | _c.Sequence[_t.Any] | None = None, dim_rounding_mode: str | None = None) -> Tensor:
        ...
    def pow(self, exp: TensorLike) -> Tensor:
        ...
    def prelu(self, alpha: TensorLike) -> Tensor:
        ...
    def print(self, verbose: bool | None = None) -> None:
        """Prints the `tf.Tensor`. See `tf.print` for details."""
    def prod(self, axis: float | _c.Sequence[float] | None = None, keep_dims: bool | None = None) -> Tensor:
        ...
    rank: float
    rank_type: str
    def reciprocal(self) -> Tensor:
        ...
    def relu(self) -> Tensor:
        ...
    def relu6(self) -> Tensor:
        ...
    def reshape(self, shape: _c.Sequence[float]) -> Tensor:
        ...
    def reshape_as(self, x: TensorLike) -> Tensor:
        ...
    def resize_bilinear(self, new_shape2_d: _c.Sequence[_t.Any], align_corners: bool | None = None, half_pixel_centers: bool | None = None) -> Tensor:
        ...
    def resize_nearest_neighbor(self, new_shape2_d: _c.Sequence[_t.Any], align_corners: bool | None = None, half_float_centers: bool | None = None) -> Tensor:
        ...
    def reverse(self, axis: float | _c.Sequence[float] | None = None) -> Tensor:
        ...
    def rfft(self) -> Tensor:
        ...
    def round(self) -> Tensor:
        ...
    def rsqrt(self) -> Tensor:
        ...
    scope_id: float
    def selu(self) -> Tensor:
        ...
    def separable_conv2d(self, depthwise_filter: TensorLike, pointwise_filter: TensorLike, strides: float | _c.Sequence[_t.Any], pad: str, dilation: float | _c.Sequence[_t.Any] | None = None, data_format: str | None = None) -> Tensor:
        ...
    def sigmoid(self) -> Tensor:
        ...
    def sign(self) -> Tensor:
        ...
    def sin(self) -> Tensor:
        ...
    def sinh(self) -> Tensor:
        ...
    size: float
    def slice(self, begin: float | _c.Sequence[float], size: float | _c.Sequence[float] | None = None) -> Tensor:
        ...
    def softmax(self, dim: float | None = None) -> Tensor:
        ...
    def softplus(self) -> Tensor:
        ...
    def space_to_batch_nd(self, block_shape: _c.Sequence[float], paddings: _c.Sequence[_c.Sequence[float]]) -> Tensor:
        ...
    def split(self, num_or_size_splits: float | _c.Sequence[float], axis: float | None = None) -> list[Tensor]:
        ...
    def sqrt(self) -> Tensor:
        ...
    def square(self) -> Tensor:
        ...
    def squared_difference(self, b: TensorLike) -> Tensor:
        ...
    def squeeze(self, axis: _c.Sequence[float] | None = None) -> Tensor:
        ...
    def stack(self, x: _c.Sequence[TensorLike] | TensorLike, axis: float | None = None) -> Tensor:
        ...
    def step(self, alpha: float | None = None) -> Tensor:
        ...
    def strided_slice(self, begin: _c.Sequence[float], end: _c.Sequence[float], strides: _c.Sequence[float], begin_mask: float | None = None, end_mask: float | None = None, ellipsis_mask: float | None = None, new_axis_mask: float | None = None, shrink_axis_mask: float | None = None) -> Tensor:
        ...
    strides: list[float]
    def sub(self, b: TensorLike) -> Tensor:
        ...
    def sum(self, axis: float | _c.Sequence[float] | None = None, keep_dims: bool | None = None) -> Tensor:
        ...
    def tan(self) -> Tensor:
        ...
    def tanh(self) -> Tensor:
        ...
    def throw_if_disposed(self) -> None:
        ...
    def tile(self, b: _c.Sequence[float]) -> Tensor:
        ...
    def to_bool(self) -> Tensor:
        ...
    def to_float(self) -> Tensor:
        ...
    def to_int(self) -> Tensor:
        ...
    def to_string(self, verbose: bool | None = None) -> str:
        """Returns a human-readable description of the tensor. Useful for logging."""
    def topk(self, k: float | None = None, sorted: bool | None = None) -> dict[str, _t.Any]:
        ...
    def transpose(self, perm: _c.Sequence[float] | None = None) -> Tensor:
        ...
    def unique(self, axis: float | None = None) -> dict[str, _t.Any]:
        ...
    def unsorted_segment_sum(self, segment_ids: TensorLike, num_segments: float) -> Tensor:
        ...
    def unstack(self, axis: float | None = None) -> list[Tensor]:
        ...
    def variable(self, trainable: bool | None = None, name: str | None = None, dtype: str | None = None) -> Variable:
        ...
    def where(self, condition: TensorLike, x: TensorLike) -> Tensor:
        ...
    def zeros_like(self) -> Tensor:
        ...

class TensorBuffer:
    """A mutable object, similar to `tf.Tensor`, that allows users to set values at locations before converting to an immutable `tf.Tensor`."""
    def __init__(self, shape: _t.Any, dtype: str, values: _t.Any = None) -> None: ...
    def close(self) -> None: ...
    def __enter__(self) -> _t.Self: ...
    def __exit__(self, *error: _t.Any) -> None: ...
    dtype: str
    def get(self, *locs: _t.Any) -> _t.Any:
        """Returns the value in the buffer at the provided location."""
    def index_to_loc(self, index: float) -> list[float]:
        ...
    def loc_to_index(self, locs: _c.Sequence[float]) -> float:
        ...
    rank: float
    def set(self, value: _t.Any, *locs: _t.Any) -> None:
        """Sets a value in the buffer at a given location."""
    shape: _t.Any
    size: float
    strides: list[float]
    def to_tensor(self) -> Tensor:
        """Creates an immutable `tf.Tensor` object from the buffer."""
    values: _t.Any

class _TensorMetadata:
    def __init__(self) -> None: ...
    def close(self) -> None: ...
    def __enter__(self) -> _t.Self: ...
    def __exit__(self, *error: _t.Any) -> None: ...
    dtype: float
    id: float
    shape: list[float]

class _Tidy:
    """The block of a ``with tf.tidy():``."""
    def __enter__(self) -> _t.Self: ...
    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: _types.TracebackType | None) -> None: ...
    def __init__(self) -> None: ...
    def keep(self, value: _t.Any) -> _t.Any: ...
    def __getattr__(self, name: str) -> _t.Any: ...

class _Activation(_Layer):
    def __init__(self, *, activation: str, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    activation: _Activation
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""

class AdadeltaOptimizer(Optimizer):
    def __init__(self, learning_rate: float, rho: float, epsilon: float | None = None) -> None: ...
    def apply_gradients(self, variable_gradients: _c.Sequence[dict[str, _t.Any]] | dict[str, _t.Any]) -> None:
        """Updates variables by using the computed gradients."""
    def dispose(self) -> None:
        """Dispose the variables (if any) owned by this optimizer instance."""
    epsilon: float
    def get_config(self) -> dict[str, _t.Any]:
        """Return all the non-weight state needed to serialize this object."""
    def get_weights(self) -> list[dict[str, _t.Any]]:
        ...
    async def get_weights_async(self) -> list[dict[str, _t.Any]]: ...
    rho: float
    def set_weights(self, weight_values: _c.Sequence[dict[str, _t.Any]]) -> None:
        ...
    async def set_weights_async(self, weight_values: _c.Sequence[dict[str, _t.Any]]) -> None: ...

class AdagradOptimizer(Optimizer):
    def __init__(self, learning_rate: float, initial_accumulator_value: float | None = None) -> None: ...
    def apply_gradients(self, variable_gradients: _c.Sequence[dict[str, _t.Any]] | dict[str, _t.Any]) -> None:
        """Updates variables by using the computed gradients."""
    def dispose(self) -> None:
        """Dispose the variables (if any) owned by this optimizer instance."""
    def get_config(self) -> dict[str, _t.Any]:
        """Return all the non-weight state needed to serialize this object."""
    def get_weights(self) -> list[dict[str, _t.Any]]:
        ...
    async def get_weights_async(self) -> list[dict[str, _t.Any]]: ...
    def set_weights(self, weight_values: _c.Sequence[dict[str, _t.Any]]) -> None:
        ...
    async def set_weights_async(self, weight_values: _c.Sequence[dict[str, _t.Any]]) -> None: ...

class AdamOptimizer(Optimizer):
    def __init__(self, learning_rate: float, beta1: float, beta2: float, epsilon: float | None = None) -> None: ...
    def apply_gradients(self, variable_gradients: _c.Sequence[dict[str, _t.Any]] | dict[str, _t.Any]) -> None:
        """Updates variables by using the computed gradients."""
    beta1: float
    beta2: float
    def dispose(self) -> None:
        """Dispose the variables (if any) owned by this optimizer instance."""
    epsilon: float
    def get_config(self) -> dict[str, _t.Any]:
        """Return all the non-weight state needed to serialize this object."""
    def get_weights(self) -> list[dict[str, _t.Any]]:
        ...
    async def get_weights_async(self) -> list[dict[str, _t.Any]]: ...
    def set_weights(self, weight_values: _c.Sequence[dict[str, _t.Any]]) -> None:
        ...
    async def set_weights_async(self, weight_values: _c.Sequence[dict[str, _t.Any]]) -> None: ...

class AdamaxOptimizer(Optimizer):
    def __init__(self, learning_rate: float, beta1: float, beta2: float, epsilon: float | None = None, decay: float | None = None) -> None: ...
    def apply_gradients(self, variable_gradients: _c.Sequence[dict[str, _t.Any]] | dict[str, _t.Any]) -> None:
        """Updates variables by using the computed gradients."""
    beta1: float
    beta2: float
    decay: float
    def dispose(self) -> None:
        """Dispose the variables (if any) owned by this optimizer instance."""
    epsilon: float
    def get_config(self) -> dict[str, _t.Any]:
        """Return all the non-weight state needed to serialize this object."""
    def get_weights(self) -> list[dict[str, _t.Any]]:
        ...
    async def get_weights_async(self) -> list[dict[str, _t.Any]]: ...
    def set_weights(self, weight_values: _c.Sequence[dict[str, _t.Any]]) -> None:
        ...
    async def set_weights_async(self, weight_values: _c.Sequence[dict[str, _t.Any]]) -> None: ...

class _AlphaDropout(_Layer):
    """Applies Alpha Dropout to the input."""
    def __init__(self, *, rate: float, noise_shape: _c.Sequence[float | None] | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""
    noise_shape: list[float | None]
    rate: float

class _BaseConv(_Layer):
    """Abstract convolution layer."""
    def __init__(self, rank: float, *, kernel_size: float | _c.Sequence[float], strides: float | _c.Sequence[float] | None = None, padding: str | None = None, data_format: str | None = None, dilation_rate: float | _c.Sequence[_t.Any] | None = None, activation: str | None = None, use_bias: bool | None = None, kernel_initializer: str | _Initializer | None = None, bias_initializer: str | _Initializer | None = None, kernel_constraint: str | _Constraint | None = None, bias_constraint: str | _Constraint | None = None, kernel_regularizer: str | _Regularizer | None = None, bias_regularizer: str | _Regularizer | None = None, activity_regularizer: str | _Regularizer | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    DEFAULT_BIAS_INITIALIZER: str
    DEFAULT_KERNEL_INITIALIZER: str
    activation: _Activation
    bias: LayerVariable
    bias_constraint: _Constraint | None
    bias_initializer: _Initializer | None
    bias_regularizer: _Regularizer | None
    data_format: str
    dilation_rate: list[float]
    kernel_size: list[float]
    padding: str
    rank: float
    strides: list[float]
    use_bias: bool

class _BaseRandomLayer(_Layer):
    def __init__(self, *, seed: float | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    random_generator: _RandomSeed

class _BatchNormalization(_Layer):
    def __init__(self, *, axis: float | None = None, momentum: float | None = None, epsilon: float | None = None, center: bool | None = None, scale: bool | None = None, beta_initializer: str | _Initializer | None = None, gamma_initializer: str | _Initializer | None = None, moving_mean_initializer: str | _Initializer | None = None, moving_variance_initializer: str | _Initializer | None = None, beta_constraint: str | _Constraint | None = None, gamma_constraint: str | _Constraint | None = None, beta_regularizer: str | _Regularizer | None = None, gamma_regularizer: str | _Regularizer | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""

class _ByteChunkIterator(_LazyIterator):
    def __init__(self) -> None: ...
    def decode_utf8(self) -> _StringIterator:
        """Decode a stream of UTF8-encoded byte arrays to a stream of strings."""

class _CSVDataset(_Dataset):
    """Represents a potentially large collection of delimited text records."""
    def __init__(self, input: _DataSource, *, has_header: bool | None = None, column_names: _c.Sequence[str] | None = None, column_configs: dict[str, _t.Any] | None = None, configured_columns_only: bool | None = None, delimiter: str | None = None, delim_whitespace: bool | None = None) -> None: ...
    base: _TextLineDataset
    def column_names(self) -> list[str]:
        """Returns column names of the csv dataset. If `configuredColumnsOnly` is true, return column names in `columnConfigs`. If `configuredColumnsOnly` is false and `columnNames` is provided, `columnNames`. If `configuredColumnsOnly` is false and `columnNames` is not provided, return all column names parsed from the csv file. For example usage please go to `tf.data.csv`."""
    async def column_names_async(self) -> list[str]: ...
    input: _DataSource
    def iterator(self) -> _LazyIterator:
        ...
    async def iterator_async(self) -> _LazyIterator: ...
    def make_data_element(self, line: str) -> Tensor:
        ...

class _CategoryEncoding(_Layer):
    def __init__(self, *, num_tokens: float, output_mode: str | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""

class _CenterCrop(_Layer):
    def __init__(self, *, height: float, width: float, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    def call(self, inputs: TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""
    def center_crop(self, inputs: TensorLike, h_buffer: float, w_buffer: float, height: float, width: float, input_height: float, input_width: float, dtype: str) -> list[Tensor] | Tensor:
        ...
    def upsize(self, inputs: TensorLike, height: float, width: float, dtype: str) -> list[Tensor] | Tensor:
        ...

class _Constraint(_Serializable):
    """Base class for functions that impose constraints on weight values"""
    def __init__(self) -> None: ...
    def apply(self, w: TensorLike) -> Tensor:
        ...
    def get_config(self) -> dict[str, _t.Any]:
        """Return all the non-weight state needed to serialize this object."""

class _Container(_Layer):
    """A Container is a directed acyclic graph of layers."""
    def __init__(self, *, inputs: _c.Sequence[SymbolicTensor] | SymbolicTensor, outputs: _c.Sequence[SymbolicTensor] | SymbolicTensor, name: str | None = None) -> None: ...
    def assert_not_disposed(self) -> None:
        ...
    def calculate_losses(self) -> list[Tensor]:
        """Retrieves the Container's current loss values."""
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """Call the model on new inputs."""
    def compute_mask(self, inputs: _c.Sequence[TensorLike] | TensorLike, mask: _c.Sequence[TensorLike] | TensorLike | None = None) -> list[Tensor] | Tensor:
        """Computes an output mask tensor."""
    container_nodes: dict[str, _t.Any]
    def dispose(self) -> dict[str, _t.Any]:
        """Attempt to dispose a LayersModel's weights."""
    feed_input_names: list[str]
    feed_input_shapes: list[list[float | None]]
    feed_output_names: list[str]
    def find_layer(self, index: float) -> _Layer:
        ...
    def get_layer(self, name: str | None = None, index: float | None = None) -> _Layer:
        """Retrieves a layer based on either its name (unique) or index."""
    input_layers: list[_Layer]
    input_layers_node_indices: list[float]
    input_layers_tensor_indices: list[float]
    input_names: list[str]
    inputs: list[SymbolicTensor]
    internal_container_refs: list[_Container]
    internal_input_shapes: list[list[float | None]]
    internal_output_shapes: list[list[float | None]]
    layers: list[_Layer]
    layers_by_depth: dict[str, _t.Any]
    def load_weights(self, weights: dict[str, _t.Any], strict: bool | None = None) -> None:
        """Loads all layer weights from a JSON object."""
    nodes_by_depth: dict[str, _t.Any]
    non_trainable_weights: list[LayerVariable]
    output_layers: list[_Layer]
    output_layers_node_indices: list[float]
    output_layers_tensor_indices: list[float]
    output_names: list[str]
    outputs: list[SymbolicTensor]
    def parse_weights(self, weights: dict[str, _t.Any]) -> None:
        ...
    def reset_states(self) -> None:
        """Reset the state of all stateful constituent layers (if any)."""
    def run_internal_graph(self, inputs: _c.Sequence[TensorLike], masks: _c.Sequence[TensorLike] | None = None) -> list[_t.Any]:
        """Computes output tensors for new inputs."""
    stateful: bool
    def to_json(self, unused: _t.Any = None, return_string: bool | None = None) -> str | dict[str, _t.Any]:
        """Returns a JSON string containing the network configuration."""
    trainable: bool
    trainable_weights: list[LayerVariable]
    def updated_config(self) -> dict[str, _t.Any]:
        """Util shared between different serialization methods."""
    weights: list[LayerVariable]

class _Cropping2D(_Layer):
    def __init__(self, *, cropping: float | _c.Sequence[_t.Any], data_format: str | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""
    cropping: list[_t.Any]
    data_format: str

class CustomCallback(_BaseCallback):
    """Custom callback for training."""
    def __init__(self, yield_every: float | str | None = None, *, on_train_begin: _c.Callable[..., _t.Any] | None = None, on_train_end: _c.Callable[..., _t.Any] | None = None, on_epoch_begin: _c.Callable[..., _t.Any] | None = None, on_epoch_end: _c.Callable[..., _t.Any] | None = None, on_batch_begin: _c.Callable[..., _t.Any] | None = None, on_batch_end: _c.Callable[..., _t.Any] | None = None, on_yield: _c.Callable[..., _t.Any] | None = None, now_func: dict[str, _t.Any] | None = None, next_frame_func: dict[str, _t.Any] | None = None) -> None: ...
    batch_begin: _c.Callable[..., _t.Any]
    batch_end: _c.Callable[..., _t.Any]
    epoch_begin: _c.Callable[..., _t.Any]
    epoch_end: _c.Callable[..., _t.Any]
    def maybe_wait(self, epoch: float, batch: float, logs: dict[str, _t.Any]) -> None:
        ...
    async def maybe_wait_async(self, epoch: float, batch: float, logs: dict[str, _t.Any]) -> None: ...
    next_frame_func: dict[str, _t.Any]
    now_func: dict[str, _t.Any]
    def on_batch_begin(self, batch: float, logs: dict[str, _t.Any] | None = None) -> None:
        ...
    async def on_batch_begin_async(self, batch: float, logs: dict[str, _t.Any] | None = None) -> None: ...
    def on_batch_end(self, batch: float, logs: dict[str, _t.Any] | None = None) -> None:
        ...
    async def on_batch_end_async(self, batch: float, logs: dict[str, _t.Any] | None = None) -> None: ...
    def on_epoch_begin(self, epoch: float, logs: dict[str, _t.Any] | None = None) -> None:
        ...
    async def on_epoch_begin_async(self, epoch: float, logs: dict[str, _t.Any] | None = None) -> None: ...
    def on_epoch_end(self, epoch: float, logs: dict[str, _t.Any] | None = None) -> None:
        ...
    async def on_epoch_end_async(self, epoch: float, logs: dict[str, _t.Any] | None = None) -> None: ...
    def on_train_begin(self, logs: dict[str, _t.Any] | None = None) -> None:
        ...
    async def on_train_begin_async(self, logs: dict[str, _t.Any] | None = None) -> None: ...
    def on_train_end(self, logs: dict[str, _t.Any] | None = None) -> None:
        ...
    async def on_train_end_async(self, logs: dict[str, _t.Any] | None = None) -> None: ...
    train_begin: _c.Callable[..., _t.Any]
    train_end: _c.Callable[..., _t.Any]
    yield_: _c.Callable[..., _t.Any]

class _Dense(_Layer):
    def __init__(self, *, units: float, activation: str | None = None, use_bias: bool | None = None, kernel_initializer: str | _Initializer | None = None, bias_initializer: str | _Initializer | None = None, input_dim: float | None = None, kernel_constraint: str | _Constraint | None = None, bias_constraint: str | _Constraint | None = None, kernel_regularizer: str | _Regularizer | None = None, bias_regularizer: str | _Regularizer | None = None, activity_regularizer: str | _Regularizer | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    DEFAULT_BIAS_INITIALIZER: str
    DEFAULT_KERNEL_INITIALIZER: str
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""

class _Dropout(_Layer):
    def __init__(self, *, rate: float, noise_shape: _c.Sequence[float] | None = None, seed: float | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""
    def dispose(self) -> dict[str, _t.Any]:
        """Attempt to dispose layer's weights."""
    def get_noise_shape(self, input: TensorLike) -> list[float | None]:
        ...

class _ELU(_Layer):
    def __init__(self, *, alpha: float | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    DEFAULT_ALPHA: float
    alpha: float
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""

class EarlyStopping(Callback):
    """A Callback that stops training when a monitored quantity has stopped improving."""
    def __init__(self, *, monitor: str | None = None, min_delta: float | None = None, patience: float | None = None, verbose: float | None = None, mode: str | None = None, baseline: float | None = None, restore_best_weights: bool | None = None) -> None: ...
    baseline: float
    min_delta: float
    mode: str
    monitor: str
    monitor_func: _c.Callable[..., _t.Any]
    patience: float
    verbose: float

class _Embedding(_Layer):
    def __init__(self, *, input_dim: float, output_dim: float, embeddings_initializer: str | _Initializer | None = None, embeddings_regularizer: str | _Regularizer | None = None, activity_regularizer: str | _Regularizer | None = None, embeddings_constraint: str | _Constraint | None = None, mask_zero: bool | None = None, input_length: float | _c.Sequence[float] | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    DEFAULT_EMBEDDINGS_INITIALIZER: str
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""
    def compute_mask(self, inputs: _c.Sequence[TensorLike] | TensorLike, mask: _c.Sequence[TensorLike] | TensorLike | None = None) -> Tensor:
        """Computes an output mask tensor."""
    def warn_on_incompatible_input_shape(self, input_shape: _c.Sequence[float | None]) -> None:
        """Check compatibility between input shape and this layer's batchInputShape."""

class _FileDataSource(_DataSource):
    """Represents a file, blob, or Uint8Array readable as a stream of binary data chunks."""
    def __init__(self, input: str | dict[str, _t.Any] | _npt.NDArray[_t.Any], *, offset: float | None = None, chunk_size: float | None = None) -> None: ...
    input: str | dict[str, _t.Any] | _npt.NDArray[_t.Any]
    def iterator(self) -> _ByteChunkIterator:
        """Obtain a new stream of binary data chunks."""
    async def iterator_async(self) -> _ByteChunkIterator: ...
    options: dict[str, _t.Any]

class _Flatten(_Layer):
    def __init__(self, *, data_format: str | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""

class _GaussianDropout(_Layer):
    def __init__(self, *, rate: float, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""
    rate: float

class _GaussianNoise(_Layer):
    def __init__(self, *, stddev: float, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""
    stddev: float

class _GlobalPooling1D(_Layer):
    """Abstract class for different global pooling 1D layers."""
    def __init__(self, *, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""

class _GlobalPooling2D(_Layer):
    """Abstract class for different global pooling 2D layers."""
    def __init__(self, *, dtype: str | None = None, name: str | None = None, data_format: str | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""
    data_format: str

class _Initializer(_Serializable):
    """Initializer base class."""
    def __init__(self) -> None: ...
    def apply(self, shape: _c.Sequence[float | None], dtype: str | None = None) -> Tensor:
        """Generate an initial value."""
    def from_config_uses_custom_objects(self) -> bool:
        ...
    def get_config(self) -> dict[str, _t.Any]:
        """Return all the non-weight state needed to serialize this object."""

class _InputLayer(_Layer):
    def __init__(self, *, input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, dtype: str | None = None, sparse: bool | None = None, name: str | None = None) -> None: ...
    def apply(self, inputs: _c.Sequence[SymbolicTensor] | _c.Sequence[TensorLike] | SymbolicTensor | TensorLike, **kwargs: _t.Any) -> list[Tensor] | SymbolicTensor | Tensor:
        """Builds or executes a `Layer`'s logic."""
    def dispose(self) -> dict[str, _t.Any]:
        """Attempt to dispose layer's weights."""
    sparse: bool

class _LayerNormalization(_Layer):
    def __init__(self, *, axis: float | _c.Sequence[float] | None = None, epsilon: float | None = None, center: bool | None = None, scale: bool | None = None, beta_initializer: str | _Initializer | None = None, gamma_initializer: str | _Initializer | None = None, beta_regularizer: str | _Regularizer | None = None, gamma_regularizer: str | _Regularizer | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    beta_initializer: _Initializer
    beta_regularizer: _Regularizer
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""
    center: bool
    epsilon: float
    gamma_initializer: _Initializer
    gamma_regularizer: _Regularizer
    scale: bool

class LayersModel(_Layer):
    """A model of layers, made by ``tf.sequential``, ``tf.model`` or ``tf.load_layers_model``."""
    def __call__(self, inputs: _t.Any, **kwargs: _t.Any) -> _t.Any: ...
    def __enter__(self) -> _t.Self: ...
    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: _types.TracebackType | None) -> None: ...
    def __init__(self, **options: _t.Any) -> None: ...
    def __reduce_ex__(self, protocol: _t.Any) -> _t.Any: ...
    def add_weight(self, name: str, shape: _t.Any, dtype: str = ..., initializer: _t.Any = ..., regularizer: _t.Any = ..., trainable: bool = ..., constraint: _t.Any = ...) -> _t.Any: ...
    def build(self, input_shape: _t.Any) -> None: ...
    def close(self) -> None: ...
    def compile(self, optimizer: _t.Any, loss: _t.Any, metrics: _t.Any = ...) -> None: ...
    def compute_output_shape(self, input_shape: _t.Any) -> _t.Any: ...
    def evaluate(self, x: _t.Any, y: _t.Any, *, batch_size: int | None = ..., **options: _t.Any) -> _t.Any: ...
    async def evaluate_async(self, x: _t.Any, y: _t.Any, *, batch_size: int | None = ..., **options: _t.Any) -> _t.Any: ...
    def evaluate_dataset(self, dataset: _t.Any, **options: _t.Any) -> _t.Any: ...
    async def evaluate_dataset_async(self, dataset: _t.Any, **options: _t.Any) -> _t.Any: ...
    def fit(self, x: _t.Any, y: _t.Any = ..., *, epochs: int = ..., batch_size: int | None = ..., callbacks: _t.Any = ..., verbose: bool | int | None = ..., **options: _t.Any) -> History: ...
    async def fit_async(self, x: _t.Any, y: _t.Any = ..., **options: _t.Any) -> History: ...
    def fit_dataset(self, dataset: _t.Any, *, epochs: int = ..., callbacks: _t.Any = ..., verbose: bool | int | None = ..., **options: _t.Any) -> History: ...
    async def fit_dataset_async(self, dataset: _t.Any, **options: _t.Any) -> History: ...
    def freeze(self, *, inference: bool = ...) -> None: ...
    def get_config(self) -> dict[str, _t.Any]: ...
    def predict(self, x: _t.Any, *, batch_size: int | None = ...) -> _t.Any: ...
    async def predict_async(self, x: _t.Any, *, batch_size: int | None = ...) -> _t.Any: ...
    def predict_on_batch(self, x: _t.Any) -> _t.Any: ...
    async def predict_on_batch_async(self, x: _t.Any) -> _t.Any: ...
    def save(self, target: _t.Any, **options: _t.Any) -> _t.Any: ...
    async def save_async(self, target: _t.Any, **options: _t.Any) -> _t.Any: ...
    def summary(self) -> str: ...
    def train_on_batch(self, x: _t.Any, y: _t.Any) -> _t.Any: ...
    async def train_on_batch_async(self, x: _t.Any, y: _t.Any) -> _t.Any: ...
    trainable: bool
    def unfreeze(self) -> None: ...
    def weights_by_name(self) -> dict[str, _np.ndarray]: ...
    def __getattr__(self, name: str) -> _t.Any: ...
    def check_trainable_weights_consistency(self) -> None:
        """Check trainable weights count consistency."""
    def dispose(self) -> dict[str, _t.Any]:
        """Attempt to dispose a LayersModel's weights."""
    def execute(self, inputs: _c.Sequence[TensorLike] | dict[str, _t.Any] | TensorLike, outputs: str | _c.Sequence[str]) -> list[Tensor] | Tensor:
        """Execute internal tensors of the model with input data feed."""
    def fit_loop(self, f: _c.Callable[..., _t.Any], ins: _c.Sequence[TensorLike], out_labels: _c.Sequence[str] | None = None, batch_size: float | None = None, epochs: float | None = None, verbose: float | None = None, callbacks: _c.Sequence[_BaseCallback] | None = None, val_f: _c.Callable[..., _t.Any] | None = None, val_ins: _c.Sequence[TensorLike] | None = None, shuffle: str | bool | None = None, callback_metrics: _c.Sequence[str] | None = None, initial_epoch: float | None = None, steps_per_epoch: float | None = None, validation_steps: float | None = None) -> History:
        """Abstract fit function for `f(ins)`."""
    async def fit_loop_async(self, f: _c.Callable[..., _t.Any], ins: _c.Sequence[TensorLike], out_labels: _c.Sequence[str] | None = None, batch_size: float | None = None, epochs: float | None = None, verbose: float | None = None, callbacks: _c.Sequence[_BaseCallback] | None = None, val_f: _c.Callable[..., _t.Any] | None = None, val_ins: _c.Sequence[TensorLike] | None = None, shuffle: str | bool | None = None, callback_metrics: _c.Sequence[str] | None = None, initial_epoch: float | None = None, steps_per_epoch: float | None = None, validation_steps: float | None = None) -> History: ...
    def get_deduped_metrics_names(self) -> list[str]:
        ...
    def get_named_weights(self, *, trainable_only: bool | None = None, include_optimizer: bool | None = None) -> list[dict[str, _t.Any]]:
        """Extract weight values of the model."""
    def get_training_config(self) -> dict[str, _t.Any]:
        ...
    def get_user_defined_metadata(self) -> dict[str, _t.Any]:
        """Get user-defined metadata."""
    history: History
    is_optimizer_owned: bool
    is_training: bool
    def load_training_config(self, training_config: dict[str, _t.Any]) -> None:
        ...
    loss: str | list[str] | list[_c.Callable[..., _t.Any]] | _c.Callable[..., _t.Any] | dict[str, _t.Any]
    loss_functions: list[_c.Callable[..., _t.Any]]
    def make_train_function(self) -> _c.Callable[..., _t.Any]:
        """Creates a function that performs the following actions:"""
    metrics: str | list[str | _c.Callable[..., _t.Any]] | _c.Callable[..., _t.Any] | dict[str, _t.Any]
    metrics_names: list[str]
    metrics_tensors: list[list[_t.Any]]
    optimizer: Optimizer
    optimizer_: Optimizer
    def set_user_defined_metadata(self, **user_defined_metadata: _t.Any) -> None:
        """Set user-defined metadata."""
    def standardize_user_data(self, x: _c.Sequence[TensorLike] | TensorLike | dict[str, _t.Any], y: _c.Sequence[TensorLike] | TensorLike | dict[str, _t.Any], sample_weight: _c.Sequence[TensorLike] | TensorLike | dict[str, _t.Any] | None = None, class_weight: _c.Sequence[dict[str, _t.Any]] | dict[str, _t.Any] | None = None, check_batch_axis: bool | None = None, batch_size: float | None = None) -> list[_t.Any]:
        ...
    async def standardize_user_data_async(self, x: _c.Sequence[TensorLike] | TensorLike | dict[str, _t.Any], y: _c.Sequence[TensorLike] | TensorLike | dict[str, _t.Any], sample_weight: _c.Sequence[TensorLike] | TensorLike | dict[str, _t.Any] | None = None, class_weight: _c.Sequence[dict[str, _t.Any]] | dict[str, _t.Any] | None = None, check_batch_axis: bool | None = None, batch_size: float | None = None) -> list[_t.Any]: ...
    def standardize_user_data_xy(self, x: _c.Sequence[TensorLike] | TensorLike | dict[str, _t.Any], y: _c.Sequence[TensorLike] | TensorLike | dict[str, _t.Any], check_batch_axis: bool | None = None, batch_size: float | None = None) -> list[_t.Any]:
        ...
    stop_training: bool
    stop_training_: bool

class _LeakyReLU(_Layer):
    def __init__(self, *, alpha: float | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    DEFAULT_ALPHA: float
    alpha: float
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""

class _Masking(_Layer):
    def __init__(self, *, mask_value: float | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""
    def compute_mask(self, inputs: _c.Sequence[TensorLike] | TensorLike, mask: _c.Sequence[TensorLike] | TensorLike | None = None) -> Tensor:
        """Computes an output mask tensor."""
    mask_value: float

class MathBackendCPU(KernelBackend):
    def __init__(self) -> None: ...
    block_size: float
    def buffer_sync(self, *, data_id: _t.Any, shape: _c.Sequence[float], dtype: str) -> TensorBuffer:
        ...
    data: DataStorage
    def dec_ref(self, **data_id: _t.Any) -> None:
        """Decrease refCount of a `TensorData`."""
    def dispose(self) -> None:
        ...
    def dispose_data(self, force: bool | None = None, **data_id: _t.Any) -> bool:
        """Dispose the memory if the dataId has 0 refCount. Return true if the memory is released or memory is not managed in this backend, false if memory is not cleared."""
    def dispose_intermediate_tensor_info(self, *, data_id: _t.Any, shape: _c.Sequence[float], dtype: str) -> None:
        ...
    def epsilon(self) -> float:
        """Returns the smallest representable number."""
    def float_precision(self) -> float:
        """Returns the highest precision for floats in bits (e.g. 16 or 32)"""
    def inc_ref(self, **data_id: _t.Any) -> None:
        """Increase refCount of a `TensorData`."""
    def make_output(self, values: _c.Sequence[_npt.NDArray[_t.Any]] | _npt.NDArray[_t.Any], shape: _c.Sequence[float], dtype: str) -> Tensor:
        ...
    def make_tensor_info(self, shape: _c.Sequence[float], dtype: str, values: _c.Sequence[str] | _c.Sequence[_npt.NDArray[_t.Any]] | _npt.NDArray[_t.Any] | None = None) -> dict[str, _t.Any]:
        """Create a data bucket in cpu backend."""
    def memory(self) -> dict[str, _t.Any]:
        ...
    def move(self, values: _c.Sequence[_npt.NDArray[_t.Any]] | _npt.NDArray[_t.Any], shape: _c.Sequence[float], dtype: str, ref_count: float, **data_id: _t.Any) -> None:
        ...
    def num_data_ids(self) -> float:
        ...
    def read(self, **data_id: _t.Any) -> list[_npt.NDArray[_t.Any]] | _npt.NDArray[_t.Any]:
        ...
    async def read_async(self, **data_id: _t.Any) -> list[_npt.NDArray[_t.Any]] | _npt.NDArray[_t.Any]: ...
    def read_sync(self, **data_id: _t.Any) -> list[_npt.NDArray[_t.Any]] | _npt.NDArray[_t.Any]:
        ...
    def ref_count(self, **data_id: _t.Any) -> float:
        """Return refCount of a `TensorData`."""
    def time(self, f: _c.Callable[..., _t.Any]) -> dict[str, _t.Any]:
        ...
    async def time_async(self, f: _c.Callable[..., _t.Any]) -> dict[str, _t.Any]: ...
    def where(self, condition: TensorLike) -> Tensor:
        ...
    def write(self, values: _c.Sequence[_npt.NDArray[_t.Any]] | _npt.NDArray[_t.Any], shape: _c.Sequence[float], dtype: str) -> dict[str, _t.Any]:
        ...

class _Merge(_Layer):
    """Generic Merge layer for element-wise merge functions."""
    def __init__(self, *, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""
    def compute_mask(self, inputs: _c.Sequence[TensorLike] | TensorLike, mask: _c.Sequence[TensorLike] | TensorLike | None = None) -> Tensor:
        """Computes an output mask tensor."""
    def merge_function(self, inputs: _c.Sequence[TensorLike]) -> Tensor:
        """Logic for merging multiple tensors, to be overridden by subclasses."""
    reshape_required: bool

class _MicrophoneIterator(_LazyIterator):
    """Provide a stream of tensors from microphone audio stream. The tensors are representing audio data as frequency-domain spectrogram generated with browser's native FFT. Tensors representing time-domain waveform is available based on configuration. Only works in browser environment."""
    def __init__(self) -> None: ...
    def capture(self) -> dict[str, _t.Any]:
        ...
    async def capture_async(self) -> dict[str, _t.Any]: ...
    def get_sample_rate(self) -> float:
        ...
    microphone_config: dict[str, _t.Any]
    def next(self) -> dict[str, _t.Any]:
        """Returns a `Promise` for the next element in the stream."""
    async def next_async(self) -> dict[str, _t.Any]: ...
    def start(self) -> None:
        ...
    async def start_async(self) -> None: ...
    def stop(self) -> None:
        ...
    def summary(self) -> str:
        ...
    def to_array(self) -> list[Tensor]:
        """Collect all remaining elements of a bounded stream into an array. Obviously this will succeed only for small streams that fit in memory. Useful for testing."""
    async def to_array_async(self) -> list[Tensor]: ...

class _NodeJSKernelBackend(KernelBackend):
    def __init__(self, package_name: str, *, TensorMetadata: _TensorMetadata, TFEOpAttr: _TFEOpAttr, TF_FLOAT: float, TF_INT32: float, TF_INT64: float, TF_BOOL: float, TF_COMPLEX64: float, TF_STRING: float, TF_RESOURCE: float, TF_UINT8: float, TF_ATTR_STRING: float, TF_ATTR_INT: float, TF_ATTR_FLOAT: float, TF_ATTR_BOOL: float, TF_ATTR_TYPE: float, TF_ATTR_SHAPE: float, TF_ATTR_RESOURCE: float, TF_Version: str) -> None: ...
    def apply_activation(self, input: TensorLike, activation: str, prelu_activation_weights: TensorLike | None = None, leakyrelu_alpha: float | None = None) -> Tensor:
        ...
    binding: dict[str, _t.Any]
    def create_reduction_op_attrs(self, keep_dims: bool | None = None, *, data_id: _t.Any, shape: _c.Sequence[float], dtype: str) -> list[_TFEOpAttr]:
        ...
    def create_summary_file_writer(self, resource_handle: TensorLike, logdir: str, max_queue: float | None = None, flush_millis: float | None = None, filename_suffix: str | None = None) -> None:
        ...
    def decode_bmp(self, contents: _npt.NDArray[_t.Any], channels: float) -> Tensor:
        ...
    def decode_gif(self, contents: _npt.NDArray[_t.Any]) -> Tensor:
        ...
    def decode_jpeg(self, contents: _npt.NDArray[_t.Any], channels: float, ratio: float, fancy_upscaling: bool, try_recover_truncated: bool, acceptable_fraction: float, dct_method: str) -> Tensor:
        ...
    def decode_png(self, contents: _npt.NDArray[_t.Any], channels: float) -> Tensor:
        ...
    def delete_saved_model(self, id: float) -> None:
        ...
    def dispose(self) -> None:
        ...
    def dispose_data(self, data_id: _t.Any, force: bool | None = None) -> bool:
        """Dispose the memory if the dataId has 0 refCount. Return true if the memory is released, false otherwise."""
    def div_no_nan(self, a: TensorLike, b: TensorLike) -> Tensor:
        ...
    def divide(self, a: TensorLike, b: TensorLike) -> Tensor:
        ...
    def encode_jpeg(self, image_data: _npt.NDArray[_t.Any], image_shape: _c.Sequence[float], format: str, quality: float, progressive: bool, optimize_size: bool, chroma_downsampling: bool, density_unit: str, x_density: float, y_density: float, xmp_metadata: str) -> Tensor:
        ...
    def encode_png(self, image_data: _npt.NDArray[_t.Any], image_shape: _c.Sequence[float], compression: float) -> Tensor:
        ...
    def epsilon(self) -> float:
        """Returns the smallest representable number."""
    def execute_encode_image_op(self, name: str, op_attrs: _c.Sequence[_TFEOpAttr], image_data: _npt.NDArray[_t.Any], image_shape: _c.Sequence[float]) -> Tensor:
        ...
    def execute_multiple_outputs(self, name: str, op_attrs: _c.Sequence[_TFEOpAttr], inputs: _c.Sequence[dict[str, _t.Any]], num_outputs: float) -> list[Tensor]:
        """Executes a TensorFlow Eager Op that provides multiple output Tensors."""
    def execute_single_input(self, name: str, *, data_id: _t.Any, shape: _c.Sequence[float], dtype: str) -> Tensor:
        """Executes an op that has a single input and output."""
    def execute_single_output(self, name: str, op_attrs: _c.Sequence[_TFEOpAttr], inputs: _c.Sequence[dict[str, _t.Any]]) -> Tensor:
        """Executes a TensorFlow Eager Op that provides one output Tensor."""
    def float_precision(self) -> float:
        """Returns the highest precision for floats in bits (e.g. 16 or 32)"""
    def flush_summary_writer(self, resource_handle: TensorLike) -> None:
        ...
    def get_d_type_integer(self, dtype: str) -> float:
        ...
    def get_num_of_saved_models(self) -> float:
        ...
    def get_num_of_tf_tensors(self) -> float:
        ...
    def inc_ref(self, data_id: _t.Any) -> None:
        ...
    def int(self, x: TensorLike) -> Tensor:
        ...
    is_gpu_package: bool
    is_using_gpu_device: bool
    def load_saved_model_meta_graph(self, path: str, tags: str) -> float:
        ...
    def memory(self) -> dict[str, _t.Any]:
        ...
    def move(self, data_id: _t.Any, values: _c.Sequence[_npt.NDArray[_t.Any]] | _npt.NDArray[_t.Any], shape: _c.Sequence[float], dtype: str, ref_count: float) -> None:
        ...
    def num_data_ids(self) -> float:
        ...
    def read(self, data_id: _t.Any) -> list[_npt.NDArray[_t.Any]] | _npt.NDArray[_t.Any]:
        ...
    async def read_async(self, data_id: _t.Any) -> list[_npt.NDArray[_t.Any]] | _npt.NDArray[_t.Any]: ...
    def read_sync(self, data_id: _t.Any) -> list[_npt.NDArray[_t.Any]] | _npt.NDArray[_t.Any]:
        ...
    def ref_count(self, data_id: _t.Any) -> float:
        """Return refCount of a `TensorData`."""
    def run_saved_model(self, id: float, inputs: _c.Sequence[TensorLike], input_tensor_infos: _c.Sequence[dict[str, _t.Any]], output_op_names: _c.Sequence[str]) -> list[Tensor]:
        ...
    def summary_writer(self, logdir: str) -> Tensor:
        ...
    def time(self, f: _c.Callable[..., _t.Any]) -> dict[str, _t.Any]:
        ...
    async def time_async(self, f: _c.Callable[..., _t.Any]) -> dict[str, _t.Any]: ...
    def top_k_indices(self, x: TensorLike, k: float) -> Tensor:
        ...
    def top_k_values(self, x: TensorLike, k: float) -> Tensor:
        ...
    def where(self, condition: TensorLike) -> Tensor:
        ...
    def write(self, values: _c.Sequence[_npt.NDArray[_t.Any]] | _npt.NDArray[_t.Any], shape: _c.Sequence[float], dtype: str) -> _t.Any:
        ...
    def write_histogram_summary(self, resource_handle: TensorLike, step: float, name: str, data: TensorLike, bucket_count: float | None, description: str | None) -> None:
        ...
    def write_scalar_summary(self, resource_handle: TensorLike, step: float, name: str, value: float | TensorLike) -> None:
        ...

class _PReLU(_Layer):
    def __init__(self, *, alpha_initializer: str | _Initializer | None = None, alpha_regularizer: _Regularizer | None = None, alpha_constraint: _Constraint | None = None, shared_axes: float | _c.Sequence[float] | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    DEFAULT_ALPHA_INITIALIZER: str
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""

class _Permute(_Layer):
    def __init__(self, *, dims: _c.Sequence[float], input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""
    dims: list[float]

class _Pooling1D(_Layer):
    """Abstract class for different pooling 1D layers."""
    def __init__(self, *, pool_size: float | _c.Sequence[_t.Any] | None = None, strides: float | _c.Sequence[_t.Any] | None = None, padding: str | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""
    padding: str
    pool_size: list[_t.Any]
    def pooling_function(self, inputs: TensorLike, pool_size: _c.Sequence[_t.Any], strides: _c.Sequence[_t.Any], padding: str, data_format: str) -> Tensor:
        ...
    strides: list[_t.Any]

class _Pooling2D(_Layer):
    """Abstract class for different pooling 2D layers."""
    def __init__(self, *, pool_size: float | _c.Sequence[_t.Any] | None = None, strides: float | _c.Sequence[_t.Any] | None = None, padding: str | None = None, data_format: str | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""
    data_format: str
    padding: str
    pool_size: list[_t.Any]
    def pooling_function(self, inputs: TensorLike, pool_size: _c.Sequence[_t.Any], strides: _c.Sequence[_t.Any], padding: str, data_format: str) -> Tensor:
        ...
    strides: list[_t.Any]

class _Pooling3D(_Layer):
    """Abstract class for different pooling 3D layers."""
    def __init__(self, *, pool_size: float | _c.Sequence[_t.Any] | None = None, strides: float | _c.Sequence[_t.Any] | None = None, padding: str | None = None, data_format: str | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""
    data_format: str
    padding: str
    pool_size: list[_t.Any]
    def pooling_function(self, inputs: TensorLike, pool_size: _c.Sequence[_t.Any], strides: _c.Sequence[_t.Any], padding: str, data_format: str) -> Tensor:
        ...
    strides: list[_t.Any]

class RMSPropOptimizer(Optimizer):
    def __init__(self, learning_rate: float, decay: float | None = None, momentum: float | None = None, epsilon: float | None = None, centered: bool | None = None) -> None: ...
    def apply_gradients(self, variable_gradients: _c.Sequence[dict[str, _t.Any]] | dict[str, _t.Any]) -> None:
        """Updates variables by using the computed gradients."""
    decay: float
    def dispose(self) -> None:
        """Dispose the variables (if any) owned by this optimizer instance."""
    epsilon: float
    def get_config(self) -> dict[str, _t.Any]:
        """Return all the non-weight state needed to serialize this object."""
    def get_weights(self) -> list[dict[str, _t.Any]]:
        ...
    async def get_weights_async(self) -> list[dict[str, _t.Any]]: ...
    momentum: float
    def set_weights(self, weight_values: _c.Sequence[dict[str, _t.Any]]) -> None:
        ...
    async def set_weights_async(self, weight_values: _c.Sequence[dict[str, _t.Any]]) -> None: ...

class RNN(_Layer):
    def __init__(self, *, cell: _c.Sequence[_RNNCell] | _RNNCell, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None, return_sequences: bool | None = None, return_state: bool | None = None, go_backwards: bool | None = None, stateful: bool | None = None, unroll: bool | None = None, input_dim: float | None = None, input_length: float | None = None) -> None: ...
    def apply(self, inputs: _c.Sequence[SymbolicTensor] | _c.Sequence[TensorLike] | SymbolicTensor | TensorLike, **kwargs: _t.Any) -> list[SymbolicTensor] | list[Tensor] | SymbolicTensor | Tensor:
        """Builds or executes a `Layer`'s logic."""
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""
    cell: _RNNCell
    def compute_mask(self, inputs: _c.Sequence[TensorLike] | TensorLike, mask: _c.Sequence[TensorLike] | TensorLike | None = None) -> list[Tensor] | Tensor:
        """Computes an output mask tensor."""
    def get_initial_state(self, inputs: TensorLike) -> list[Tensor]:
        ...
    def get_states(self) -> list[Tensor]:
        ...
    go_backwards: bool
    kept_states: list[list[Tensor]]
    non_trainable_weights: list[LayerVariable]
    def reset_states(self, states: _c.Sequence[TensorLike] | TensorLike | None = None, training: bool | None = None) -> None:
        """Reset the state tensors of the RNN."""
    return_sequences: bool
    return_state: bool
    def set_fast_weight_init_during_build(self, value: bool) -> None:
        """Set the fast-weight-initialization flag."""
    def set_states(self, states: _c.Sequence[TensorLike]) -> None:
        ...
    state_spec: list[InputSpec]
    states: list[Tensor]
    states_: list[Tensor]
    trainable_weights: list[LayerVariable]
    unroll: bool

class _RNNCell(_Layer):
    """An RNNCell layer."""
    def __init__(self, *, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    dropout_mask: list[Tensor] | Tensor
    recurrent_dropout_mask: list[Tensor] | Tensor
    state_size: float | list[float]

class _ReLU(_Layer):
    def __init__(self, *, max_value: float | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""
    max_value: float

class _Regularizer(_Serializable):
    """Regularizer base class."""
    def __init__(self) -> None: ...
    def apply(self, x: TensorLike) -> Tensor:
        ...

class _RepeatVector(_Layer):
    def __init__(self, *, n: float, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""
    n: float

class _Rescaling(_Layer):
    """Preprocessing Rescaling Layer"""
    def __init__(self, *, scale: float, offset: float | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""

class _Reshape(_Layer):
    def __init__(self, *, target_shape: _c.Sequence[float | None], input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""

class _Resizing(_Layer):
    """Preprocessing Resizing Layer"""
    def __init__(self, *, height: float, width: float, interpolation: str | None = None, crop_to_aspect_ratio: bool | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    def call(self, inputs: TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""

class SGDOptimizer(Optimizer):
    def __init__(self, learning_rate: float) -> None: ...
    def apply_gradients(self, variable_gradients: _c.Sequence[dict[str, _t.Any]] | dict[str, _t.Any]) -> None:
        """Updates variables by using the computed gradients."""
    c: Tensor
    def dispose(self) -> None:
        """Dispose the variables (if any) owned by this optimizer instance."""
    def get_config(self) -> dict[str, _t.Any]:
        """Return all the non-weight state needed to serialize this object."""
    def get_weights(self) -> list[dict[str, _t.Any]]:
        ...
    async def get_weights_async(self) -> list[dict[str, _t.Any]]: ...
    def set_learning_rate(self, learning_rate: float) -> None:
        """Sets the learning rate of the optimizer."""
    def set_weights(self, weight_values: _c.Sequence[dict[str, _t.Any]]) -> None:
        ...
    async def set_weights_async(self, weight_values: _c.Sequence[dict[str, _t.Any]]) -> None: ...

class _Softmax(_Layer):
    def __init__(self, *, axis: float | _c.Sequence[float] | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    DEFAULT_AXIS: float
    axis: float | list[float]
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""
    softmax: _c.Callable[..., _t.Any]

class StopOnNaN(Callback):
    """Ends a training at the first batch whose loss is NaN or infinite."""
    model: _t.Any
    def on_batch_begin(self, batch: int, logs: dict[str, float]) -> _t.Any: ...
    def on_batch_end(self, batch: int, logs: dict[str, float]) -> None: ...
    def on_epoch_begin(self, epoch: int, logs: dict[str, float]) -> _t.Any: ...
    def on_epoch_end(self, epoch: int, logs: dict[str, float]) -> _t.Any: ...
    def on_train_begin(self, logs: dict[str, float]) -> _t.Any: ...
    def on_train_end(self, logs: dict[str, float]) -> _t.Any: ...
    def on_yield(self, epoch: int, batch: int, logs: dict[str, float]) -> _t.Any: ...
    def __getattr__(self, name: str) -> _t.Any: ...

class _StringIterator(_LazyIterator):
    def __init__(self) -> None: ...
    def split(self, separator: str) -> _StringIterator:
        """Splits a string stream on a given separator."""

class _TextLineDataset(_Dataset):
    """Represents a potentially large collection of text lines."""
    def __init__(self, input: _DataSource) -> None: ...
    input: _DataSource
    def iterator(self) -> _LazyIterator:
        ...
    async def iterator_async(self) -> _LazyIterator: ...

class _ThresholdedReLU(_Layer):
    def __init__(self, *, theta: float | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    DEFAULT_THETA: float
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""
    theta: float

class _URLDataSource(_DataSource):
    def __init__(self, url: _t.Any, *, offset: float | None = None, chunk_size: float | None = None) -> None: ...
    file_options: dict[str, _t.Any]
    def iterator(self) -> _ByteChunkIterator:
        """Obtain a new stream of binary data chunks."""
    async def iterator_async(self) -> _ByteChunkIterator: ...
    url: _t.Any

class _UpSampling2D(_Layer):
    def __init__(self, *, size: _c.Sequence[float] | None = None, data_format: str | None = None, interpolation: str | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    DEFAULT_SIZE: list[float]
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""
    data_format: str
    interpolation: str
    size: list[float]

class Variable(Tensor):
    """A tensor that ``assign`` changes; it lives until ``dispose()``, whatever tidy is round it."""
    def __abs__(self) -> Tensor: ...
    def __add__(self, other: _t.Any) -> Tensor: ...
    def __and__(self, other: _t.Any) -> Tensor: ...
    def __array__(self, dtype: _t.Any = ..., copy: bool | None = ...) -> _npt.NDArray[_t.Any]: ...
    def __array_function__(self, function: _t.Any, types: _t.Any, args: _t.Any, options: _t.Any) -> _t.Any: ...
    def __bool__(self) -> bool: ...
    def __contains__(self, value: _t.Any) -> bool: ...
    def __copy__(self) -> Tensor: ...
    def __deepcopy__(self, memo: _t.Any) -> Tensor: ...
    def __enter__(self) -> _t.Self: ...
    def __eq__(self, other: object) -> Tensor: ...
    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: _types.TracebackType | None) -> None: ...
    def __float__(self) -> float: ...
    def __floordiv__(self, other: _t.Any) -> Tensor: ...
    def __format__(self, spec: str) -> str: ...
    def __ge__(self, other: _t.Any) -> Tensor: ...
    def __getitem__(self, key: _t.Any) -> Tensor: ...
    def __gt__(self, other: _t.Any) -> Tensor: ...
    def __index__(self) -> int: ...
    def __int__(self) -> int: ...
    def __invert__(self) -> Tensor: ...
    def __iter__(self) -> _c.Iterator[Tensor]: ...
    def __le__(self, other: _t.Any) -> Tensor: ...
    def __len__(self) -> int: ...
    def __lt__(self, other: _t.Any) -> Tensor: ...
    def __matmul__(self, other: _t.Any) -> Tensor: ...
    def __mod__(self, other: _t.Any) -> Tensor: ...
    def __mul__(self, other: _t.Any) -> Tensor: ...
    def __ne__(self, other: object) -> Tensor: ...
    def __neg__(self) -> Tensor: ...
    def __or__(self, other: _t.Any) -> Tensor: ...
    def __pos__(self) -> Tensor: ...
    def __pow__(self, other: _t.Any) -> Tensor: ...
    def __radd__(self, other: _t.Any) -> Tensor: ...
    def __rand__(self, other: _t.Any) -> Tensor: ...
    def __reduce_ex__(self, protocol: _t.Any) -> _t.Any: ...
    def __rfloordiv__(self, other: _t.Any) -> Tensor: ...
    def __rmatmul__(self, other: _t.Any) -> Tensor: ...
    def __rmod__(self, other: _t.Any) -> Tensor: ...
    def __rmul__(self, other: _t.Any) -> Tensor: ...
    def __ror__(self, other: _t.Any) -> Tensor: ...
    def __rpow__(self, other: _t.Any) -> Tensor: ...
    def __rsub__(self, other: _t.Any) -> Tensor: ...
    def __rtruediv__(self, other: _t.Any) -> Tensor: ...
    def __rxor__(self, other: _t.Any) -> Tensor: ...
    def __sub__(self, other: _t.Any) -> Tensor: ...
    def __truediv__(self, other: _t.Any) -> Tensor: ...
    def __xor__(self, other: _t.Any) -> Tensor: ...
    def close(self) -> None: ...
    dtype: str
    def item(self) -> _t.Any: ...
    ndim: int
    def numpy(self) -> _npt.NDArray[_t.Any]: ...
    shape: tuple[int, ...]
    def tolist(self) -> _t.Any: ...
    def __getattr__(self, name: str) -> _t.Any: ...
    def assign(self, new_value: TensorLike) -> None:
        """Assign a new `tf.Tensor` to this variable. The new `tf.Tensor` must have the same shape and dtype as the old `tf.Tensor`."""
    def dispose(self) -> None:
        """Disposes `tf.Tensor` from memory."""
    name: str
    trainable: bool

class _WebcamIterator(_LazyIterator):
    """Provide a stream of image tensors from webcam video stream. Only works in browser environment."""
    def __init__(self) -> None: ...
    def capture(self) -> Tensor:
        ...
    async def capture_async(self) -> Tensor: ...
    def crop_and_resize_frame(self, img: TensorLike) -> Tensor:
        ...
    def next(self) -> dict[str, _t.Any]:
        """Returns a `Promise` for the next element in the stream."""
    async def next_async(self) -> dict[str, _t.Any]: ...
    def start(self) -> None:
        ...
    async def start_async(self) -> None: ...
    def stop(self) -> None:
        ...
    def summary(self) -> str:
        ...
    def to_array(self) -> list[Tensor]:
        """Collect all remaining elements of a bounded stream into an array. Obviously this will succeed only for small streams that fit in memory. Useful for testing."""
    async def to_array_async(self) -> list[Tensor]: ...
    webcam_config: dict[str, _t.Any]
    webcam_video_element: dict[str, _t.Any]

class _Wrapper(_Layer):
    """Abstract wrapper base class."""
    def __init__(self, *, layer: _Layer, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    def get_weights(self) -> list[Tensor]:
        """Returns the current values of the weights of the layer."""
    layer: _Layer
    losses: list[_c.Callable[..., _t.Any]]
    non_trainable_weights: list[LayerVariable]
    def set_fast_weight_init_during_build(self, value: bool) -> None:
        """Set the fast-weight-initialization flag."""
    def set_weights(self, weights: _c.Sequence[TensorLike]) -> None:
        """Sets the weights of the layer, from Tensors."""
    trainable: bool
    trainable_weights: list[LayerVariable]
    updates: list[Tensor]

class _ZeroPadding2D(_Layer):
    def __init__(self, *, padding: float | _c.Sequence[_t.Any] | None = None, data_format: str | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""
    data_format: str
    padding: list[_t.Any]

class _Add(_Merge):
    def __init__(self, *, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    def merge_function(self, inputs: _c.Sequence[TensorLike]) -> Tensor:
        """Logic for merging multiple tensors, to be overridden by subclasses."""

class _Average(_Merge):
    def __init__(self, *, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    def merge_function(self, inputs: _c.Sequence[TensorLike]) -> Tensor:
        """Logic for merging multiple tensors, to be overridden by subclasses."""

class _AveragePooling1D(_Pooling1D):
    def __init__(self, *, pool_size: float | _c.Sequence[_t.Any] | None = None, strides: float | _c.Sequence[_t.Any] | None = None, padding: str | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    def pooling_function(self, inputs: TensorLike, pool_size: _c.Sequence[_t.Any], strides: _c.Sequence[_t.Any], padding: str, data_format: str) -> Tensor:
        ...

class _AveragePooling2D(_Pooling2D):
    def __init__(self, *, pool_size: float | _c.Sequence[_t.Any] | None = None, strides: float | _c.Sequence[_t.Any] | None = None, padding: str | None = None, data_format: str | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    def pooling_function(self, inputs: TensorLike, pool_size: _c.Sequence[_t.Any], strides: _c.Sequence[_t.Any], padding: str, data_format: str) -> Tensor:
        ...

class _AveragePooling3D(_Pooling3D):
    def __init__(self, *, pool_size: float | _c.Sequence[_t.Any] | None = None, strides: float | _c.Sequence[_t.Any] | None = None, padding: str | None = None, data_format: str | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    def pooling_function(self, inputs: TensorLike, pool_size: _c.Sequence[_t.Any], strides: _c.Sequence[_t.Any], padding: str, data_format: str) -> Tensor:
        ...

class _Bidirectional(_Wrapper):
    def __init__(self, *, layer: RNN, merge_mode: str | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    def apply(self, inputs: _c.Sequence[SymbolicTensor] | _c.Sequence[TensorLike] | SymbolicTensor | TensorLike, **kwargs: _t.Any) -> list[SymbolicTensor] | list[Tensor] | SymbolicTensor | Tensor:
        """Builds or executes a `Layer`'s logic."""
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""
    def compute_mask(self, inputs: _c.Sequence[TensorLike] | TensorLike, mask: _c.Sequence[TensorLike] | TensorLike | None = None) -> list[Tensor] | Tensor:
        """Computes an output mask tensor."""
    def get_weights(self) -> list[Tensor]:
        """Returns the current values of the weights of the layer."""
    merge_mode: str
    non_trainable_weights: list[LayerVariable]
    def reset_states(self, states: _c.Sequence[TensorLike] | TensorLike | None = None) -> None:
        """Reset the states of the layer."""
    def set_fast_weight_init_during_build(self, value: bool) -> None:
        """Set the fast-weight-initialization flag."""
    def set_weights(self, weights: _c.Sequence[TensorLike]) -> None:
        """Sets the weights of the layer, from Tensors."""
    trainable: bool
    trainable_weights: list[LayerVariable]

class _Concatenate(_Merge):
    def __init__(self, *, axis: float | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    DEFAULT_AXIS: float
    def compute_mask(self, inputs: _c.Sequence[TensorLike] | TensorLike, mask: _c.Sequence[TensorLike] | TensorLike | None = None) -> Tensor:
        """Computes an output mask tensor."""
    def merge_function(self, inputs: _c.Sequence[TensorLike]) -> Tensor:
        """Logic for merging multiple tensors, to be overridden by subclasses."""

class _Conv(_BaseConv):
    """Abstract nD convolution layer. Ancestor of convolution layers which reduce across channels, i.e., Conv1D and Conv2D, but not DepthwiseConv2D."""
    def __init__(self, rank: float, *, filters: float, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None, kernel_size: float | _c.Sequence[float], strides: float | _c.Sequence[float] | None = None, padding: str | None = None, data_format: str | None = None, dilation_rate: float | _c.Sequence[_t.Any] | None = None, activation: str | None = None, use_bias: bool | None = None, kernel_initializer: str | _Initializer | None = None, bias_initializer: str | _Initializer | None = None, kernel_constraint: str | _Constraint | None = None, bias_constraint: str | _Constraint | None = None, kernel_regularizer: str | _Regularizer | None = None, bias_regularizer: str | _Regularizer | None = None, activity_regularizer: str | _Regularizer | None = None) -> None: ...
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""
    filters: float
    kernel: LayerVariable
    kernel_constraint: _Constraint | None
    kernel_initializer: _Initializer | None
    kernel_regularizer: _Regularizer | None

class _ConvRNN2D(RNN):
    """Base class for convolutional-recurrent layers."""
    def __init__(self, *, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None, cell: _c.Sequence[_RNNCell] | _RNNCell | None = None, return_sequences: bool | None = None, return_state: bool | None = None, go_backwards: bool | None = None, stateful: bool | None = None, unroll: bool | None = None, input_dim: float | None = None, input_length: float | None = None, activation: str | None = None, use_bias: bool | None = None, kernel_initializer: str | _Initializer | None = None, recurrent_initializer: str | _Initializer | None = None, bias_initializer: str | _Initializer | None = None, kernel_regularizer: str | _Regularizer | None = None, recurrent_regularizer: str | _Regularizer | None = None, bias_regularizer: str | _Regularizer | None = None, kernel_constraint: str | _Constraint | None = None, recurrent_constraint: str | _Constraint | None = None, bias_constraint: str | _Constraint | None = None, dropout: float | None = None, recurrent_dropout: float | None = None, dropout_func: dict[str, _t.Any] | None = None, filters: float, kernel_size: float | _c.Sequence[float], strides: float | _c.Sequence[float] | None = None, padding: str | None = None, data_format: str | None = None, dilation_rate: float | _c.Sequence[_t.Any] | None = None) -> None: ...
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""
    cell: _ConvRNN2DCell
    def compute_single_output_shape(self, input_shape: _c.Sequence[float | None]) -> list[float | None]:
        ...
    def get_initial_state(self, inputs: TensorLike) -> list[Tensor]:
        ...
    def reset_states(self, states: _c.Sequence[TensorLike] | TensorLike | None = None, training: bool | None = None) -> None:
        """Reset the state tensors of the RNN."""

class _ConvRNN2DCell(_RNNCell):
    def __init__(self, *, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    activation: _Activation
    bias_constraint: _Constraint
    bias_initializer: _Initializer
    bias_regularizer: _Regularizer
    data_format: str
    dilation_rate: list[float]
    dropout: float
    filters: float
    kernel_constraint: _Constraint
    kernel_initializer: _Initializer
    kernel_regularizer: _Regularizer
    kernel_size: list[float]
    padding: str
    recurrent_constraint: _Constraint
    recurrent_dropout: float
    recurrent_initializer: _Initializer
    recurrent_regularizer: _Regularizer
    strides: list[float]
    use_bias: bool

class _DepthwiseConv2D(_BaseConv):
    def __init__(self, *, kernel_size: float | _c.Sequence[_t.Any], depth_multiplier: float | None = None, depthwise_initializer: str | _Initializer | None = None, depthwise_constraint: str | _Constraint | None = None, depthwise_regularizer: str | _Regularizer | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None, strides: float | _c.Sequence[float] | None = None, padding: str | None = None, data_format: str | None = None, dilation_rate: float | _c.Sequence[_t.Any] | None = None, activation: str | None = None, use_bias: bool | None = None, kernel_initializer: str | _Initializer | None = None, bias_initializer: str | _Initializer | None = None, kernel_constraint: str | _Constraint | None = None, bias_constraint: str | _Constraint | None = None, kernel_regularizer: str | _Regularizer | None = None, bias_regularizer: str | _Regularizer | None = None, activity_regularizer: str | _Regularizer | None = None) -> None: ...
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""

class _Dot(_Merge):
    def __init__(self, *, axes: float | _c.Sequence[_t.Any], normalize: bool | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    def compute_mask(self, inputs: _c.Sequence[TensorLike] | TensorLike, mask: _c.Sequence[TensorLike] | TensorLike | None = None) -> Tensor:
        """Computes an output mask tensor."""
    def merge_function(self, inputs: _c.Sequence[TensorLike]) -> Tensor:
        """Logic for merging multiple tensors, to be overridden by subclasses."""

class _GRU(RNN):
    def __init__(self, *, recurrent_activation: str | None = None, implementation: float | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None, cell: _c.Sequence[_RNNCell] | _RNNCell | None = None, return_sequences: bool | None = None, return_state: bool | None = None, go_backwards: bool | None = None, stateful: bool | None = None, unroll: bool | None = None, input_dim: float | None = None, input_length: float | None = None, units: float, activation: str | None = None, use_bias: bool | None = None, kernel_initializer: str | _Initializer | None = None, recurrent_initializer: str | _Initializer | None = None, bias_initializer: str | _Initializer | None = None, kernel_regularizer: str | _Regularizer | None = None, recurrent_regularizer: str | _Regularizer | None = None, bias_regularizer: str | _Regularizer | None = None, kernel_constraint: str | _Constraint | None = None, recurrent_constraint: str | _Constraint | None = None, bias_constraint: str | _Constraint | None = None, dropout: float | None = None, recurrent_dropout: float | None = None, dropout_func: dict[str, _t.Any] | None = None) -> None: ...
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""

class _GRUCell(_RNNCell):
    def __init__(self, *, recurrent_activation: str | None = None, implementation: float | None = None, reset_after: bool | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None, units: float, activation: str | None = None, use_bias: bool | None = None, kernel_initializer: str | _Initializer | None = None, recurrent_initializer: str | _Initializer | None = None, bias_initializer: str | _Initializer | None = None, kernel_regularizer: str | _Regularizer | None = None, recurrent_regularizer: str | _Regularizer | None = None, bias_regularizer: str | _Regularizer | None = None, kernel_constraint: str | _Constraint | None = None, recurrent_constraint: str | _Constraint | None = None, bias_constraint: str | _Constraint | None = None, dropout: float | None = None, recurrent_dropout: float | None = None, dropout_func: dict[str, _t.Any] | None = None) -> None: ...
    DEFAULT_ACTIVATION: str
    DEFAULT_BIAS_INITIALIZER: str
    DEFAULT_KERNEL_INITIALIZER: str
    DEFAULT_RECURRENT_ACTIVATION: str
    DEFAULT_RECURRENT_INITIALIZER: str
    activation: _Activation
    bias: LayerVariable
    bias_constraint: _Constraint
    bias_initializer: _Initializer
    bias_regularizer: _Regularizer
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""
    dropout: float
    dropout_func: dict[str, _t.Any]
    implementation: float
    kernel: LayerVariable
    kernel_constraint: _Constraint
    kernel_initializer: _Initializer
    kernel_regularizer: _Regularizer
    recurrent_activation: _Activation
    recurrent_constraint: _Constraint
    recurrent_dropout: float
    recurrent_initializer: _Initializer
    recurrent_kernel: LayerVariable
    recurrent_regularizer: _Regularizer
    state_size: float
    units: float
    use_bias: bool

class _GlobalAveragePooling1D(_GlobalPooling1D):
    def __init__(self, *, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""

class _GlobalAveragePooling2D(_GlobalPooling2D):
    def __init__(self, *, dtype: str | None = None, name: str | None = None, data_format: str | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""

class _GlobalMaxPooling1D(_GlobalPooling1D):
    def __init__(self, *, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""

class _GlobalMaxPooling2D(_GlobalPooling2D):
    def __init__(self, *, dtype: str | None = None, name: str | None = None, data_format: str | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""

class _LSTM(RNN):
    def __init__(self, *, recurrent_activation: str | None = None, unit_forget_bias: bool | None = None, implementation: float | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None, cell: _c.Sequence[_RNNCell] | _RNNCell | None = None, return_sequences: bool | None = None, return_state: bool | None = None, go_backwards: bool | None = None, stateful: bool | None = None, unroll: bool | None = None, input_dim: float | None = None, input_length: float | None = None, units: float, activation: str | None = None, use_bias: bool | None = None, kernel_initializer: str | _Initializer | None = None, recurrent_initializer: str | _Initializer | None = None, bias_initializer: str | _Initializer | None = None, kernel_regularizer: str | _Regularizer | None = None, recurrent_regularizer: str | _Regularizer | None = None, bias_regularizer: str | _Regularizer | None = None, kernel_constraint: str | _Constraint | None = None, recurrent_constraint: str | _Constraint | None = None, bias_constraint: str | _Constraint | None = None, dropout: float | None = None, recurrent_dropout: float | None = None, dropout_func: dict[str, _t.Any] | None = None) -> None: ...
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""

class _LSTMCell(_RNNCell):
    def __init__(self, *, recurrent_activation: str | None = None, unit_forget_bias: bool | None = None, implementation: float | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None, units: float, activation: str | None = None, use_bias: bool | None = None, kernel_initializer: str | _Initializer | None = None, recurrent_initializer: str | _Initializer | None = None, bias_initializer: str | _Initializer | None = None, kernel_regularizer: str | _Regularizer | None = None, recurrent_regularizer: str | _Regularizer | None = None, bias_regularizer: str | _Regularizer | None = None, kernel_constraint: str | _Constraint | None = None, recurrent_constraint: str | _Constraint | None = None, bias_constraint: str | _Constraint | None = None, dropout: float | None = None, recurrent_dropout: float | None = None, dropout_func: dict[str, _t.Any] | None = None) -> None: ...
    DEFAULT_ACTIVATION: str
    DEFAULT_BIAS_INITIALIZER: str
    DEFAULT_KERNEL_INITIALIZER: str
    DEFAULT_RECURRENT_ACTIVATION: str
    DEFAULT_RECURRENT_INITIALIZER: str
    activation: _Activation
    bias: LayerVariable
    bias_constraint: _Constraint
    bias_initializer: _Initializer
    bias_regularizer: _Regularizer
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""
    dropout: float
    dropout_func: dict[str, _t.Any]
    implementation: float
    kernel: LayerVariable
    kernel_constraint: _Constraint
    kernel_initializer: _Initializer
    kernel_regularizer: _Regularizer
    recurrent_activation: _Activation
    recurrent_constraint: _Constraint
    recurrent_dropout: float
    recurrent_initializer: _Initializer
    recurrent_kernel: LayerVariable
    recurrent_regularizer: _Regularizer
    state_size: list[float]
    unit_forget_bias: bool
    units: float
    use_bias: bool

class _MaxPooling1D(_Pooling1D):
    def __init__(self, *, pool_size: float | _c.Sequence[_t.Any] | None = None, strides: float | _c.Sequence[_t.Any] | None = None, padding: str | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    def pooling_function(self, inputs: TensorLike, pool_size: _c.Sequence[_t.Any], strides: _c.Sequence[_t.Any], padding: str, data_format: str) -> Tensor:
        ...

class _MaxPooling2D(_Pooling2D):
    def __init__(self, *, pool_size: float | _c.Sequence[_t.Any] | None = None, strides: float | _c.Sequence[_t.Any] | None = None, padding: str | None = None, data_format: str | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    def pooling_function(self, inputs: TensorLike, pool_size: _c.Sequence[_t.Any], strides: _c.Sequence[_t.Any], padding: str, data_format: str) -> Tensor:
        ...

class _MaxPooling3D(_Pooling3D):
    def __init__(self, *, pool_size: float | _c.Sequence[_t.Any] | None = None, strides: float | _c.Sequence[_t.Any] | None = None, padding: str | None = None, data_format: str | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    def pooling_function(self, inputs: TensorLike, pool_size: _c.Sequence[_t.Any], strides: _c.Sequence[_t.Any], padding: str, data_format: str) -> Tensor:
        ...

class _Maximum(_Merge):
    def __init__(self, *, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    def merge_function(self, inputs: _c.Sequence[TensorLike]) -> Tensor:
        """Logic for merging multiple tensors, to be overridden by subclasses."""

class _Minimum(_Merge):
    def __init__(self, *, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    def merge_function(self, inputs: _c.Sequence[TensorLike]) -> Tensor:
        """Logic for merging multiple tensors, to be overridden by subclasses."""

class MomentumOptimizer(SGDOptimizer):
    def __init__(self, learning_rate: float, momentum: float, use_nesterov: bool | None = None) -> None: ...
    def apply_gradients(self, variable_gradients: _c.Sequence[dict[str, _t.Any]] | dict[str, _t.Any]) -> None:
        """Updates variables by using the computed gradients."""
    def dispose(self) -> None:
        """Dispose the variables (if any) owned by this optimizer instance."""
    def get_config(self) -> dict[str, _t.Any]:
        """Return all the non-weight state needed to serialize this object."""
    def get_weights(self) -> list[dict[str, _t.Any]]:
        ...
    async def get_weights_async(self) -> list[dict[str, _t.Any]]: ...
    def set_momentum(self, momentum: float) -> None:
        """Sets the momentum of the optimizer."""
    def set_weights(self, weight_values: _c.Sequence[dict[str, _t.Any]]) -> None:
        ...
    async def set_weights_async(self, weight_values: _c.Sequence[dict[str, _t.Any]]) -> None: ...

class _Multiply(_Merge):
    def __init__(self, *, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    def merge_function(self, inputs: _c.Sequence[TensorLike]) -> Tensor:
        """Logic for merging multiple tensors, to be overridden by subclasses."""

class _RandomWidth(_BaseRandomLayer):
    """Preprocessing Layer with randomly varies image during training"""
    def __init__(self, *, factor: float | _c.Sequence[_t.Any], interpolation: str | None = None, seed: float | None = None, auto_vectorize: bool | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    def call(self, inputs: TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""

class Sequential(LayersModel):
    """A model with a stack of layers, feeding linearly from one to the next."""
    def __init__(self, *, layers: _c.Sequence[_Layer] | None = None, name: str | None = None) -> None: ...
    def add(self, layer: _Layer) -> None:
        """Adds a layer instance on top of the layer stack."""
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """Call the model on new inputs."""
    def count_params(self) -> float:
        """Counts the total number of numbers (e.g., float32, int32) in the weights."""
    optimizer: Optimizer
    def pop(self) -> None:
        """Removes the last layer in the model."""
    def set_weights(self, weights: _c.Sequence[TensorLike]) -> None:
        """Sets the weights of the model."""
    stop_training: bool

class _SimpleRNN(RNN):
    def __init__(self, *, units: float, activation: str | None = None, use_bias: bool | None = None, kernel_initializer: str | _Initializer | None = None, recurrent_initializer: str | _Initializer | None = None, bias_initializer: str | _Initializer | None = None, kernel_regularizer: str | _Regularizer | None = None, recurrent_regularizer: str | _Regularizer | None = None, bias_regularizer: str | _Regularizer | None = None, kernel_constraint: str | _Constraint | None = None, recurrent_constraint: str | _Constraint | None = None, bias_constraint: str | _Constraint | None = None, dropout: float | None = None, recurrent_dropout: float | None = None, dropout_func: dict[str, _t.Any] | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None, cell: _c.Sequence[_RNNCell] | _RNNCell | None = None, return_sequences: bool | None = None, return_state: bool | None = None, go_backwards: bool | None = None, stateful: bool | None = None, unroll: bool | None = None, input_dim: float | None = None, input_length: float | None = None) -> None: ...
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""

class _SimpleRNNCell(_RNNCell):
    def __init__(self, *, units: float, activation: str | None = None, use_bias: bool | None = None, kernel_initializer: str | _Initializer | None = None, recurrent_initializer: str | _Initializer | None = None, bias_initializer: str | _Initializer | None = None, kernel_regularizer: str | _Regularizer | None = None, recurrent_regularizer: str | _Regularizer | None = None, bias_regularizer: str | _Regularizer | None = None, kernel_constraint: str | _Constraint | None = None, recurrent_constraint: str | _Constraint | None = None, bias_constraint: str | _Constraint | None = None, dropout: float | None = None, recurrent_dropout: float | None = None, dropout_func: dict[str, _t.Any] | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    DEFAULT_ACTIVATION: str
    DEFAULT_BIAS_INITIALIZER: str
    DEFAULT_KERNEL_INITIALIZER: str
    DEFAULT_RECURRENT_INITIALIZER: str
    activation: _Activation
    bias: LayerVariable
    bias_constraint: _Constraint
    bias_initializer: _Initializer
    bias_regularizer: _Regularizer
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""
    dropout: float
    dropout_func: dict[str, _t.Any]
    kernel: LayerVariable
    kernel_constraint: _Constraint
    kernel_initializer: _Initializer
    kernel_regularizer: _Regularizer
    recurrent_constraint: _Constraint
    recurrent_dropout: float
    recurrent_initializer: _Initializer
    recurrent_kernel: LayerVariable
    recurrent_regularizer: _Regularizer
    state_size: float
    units: float
    use_bias: bool

class _SpatialDropout1D(_Dropout):
    def __init__(self, **args: _t.Any) -> None: ...
    def get_noise_shape(self, input: TensorLike) -> list[float | None]:
        ...

class _StackedRNNCells(_RNNCell):
    def __init__(self, *, cells: _c.Sequence[_RNNCell], input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""
    cells: list[_RNNCell]
    def get_weights(self) -> list[Tensor]:
        """Retrieve the weights of a the model."""
    non_trainable_weights: list[LayerVariable]
    def set_weights(self, weights: _c.Sequence[TensorLike]) -> None:
        """Set the weights of the model."""
    state_size: list[float]
    trainable_weights: list[LayerVariable]

class _TensorBoardCallback(CustomCallback):
    """Callback for logging to TensorBoard during training."""
    def __init__(self, logdir: str | None = None, *, update_freq: str | None = None, histogram_freq: float | None = None) -> None: ...
    logdir: str
    def set_model(self, model: LayersModel) -> None:
        ...

class _TimeDistributed(_Wrapper):
    def __init__(self, *, layer: _Layer, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> None: ...
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""

class _Zeros(_Initializer):
    def __init__(self) -> None: ...
    def apply(self, shape: _c.Sequence[float | None], dtype: str | None = None) -> Tensor:
        """Generate an initial value."""

class _Conv1D(_Conv):
    def __init__(self, *, filters: float, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None, kernel_size: float | _c.Sequence[float], strides: float | _c.Sequence[float] | None = None, padding: str | None = None, data_format: str | None = None, dilation_rate: float | _c.Sequence[_t.Any] | None = None, activation: str | None = None, use_bias: bool | None = None, kernel_initializer: str | _Initializer | None = None, bias_initializer: str | _Initializer | None = None, kernel_constraint: str | _Constraint | None = None, bias_constraint: str | _Constraint | None = None, kernel_regularizer: str | _Regularizer | None = None, bias_regularizer: str | _Regularizer | None = None, activity_regularizer: str | _Regularizer | None = None) -> None: ...

class _Conv2D(_Conv):
    def __init__(self, *, filters: float, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None, kernel_size: float | _c.Sequence[float], strides: float | _c.Sequence[float] | None = None, padding: str | None = None, data_format: str | None = None, dilation_rate: float | _c.Sequence[_t.Any] | None = None, activation: str | None = None, use_bias: bool | None = None, kernel_initializer: str | _Initializer | None = None, bias_initializer: str | _Initializer | None = None, kernel_constraint: str | _Constraint | None = None, bias_constraint: str | _Constraint | None = None, kernel_regularizer: str | _Regularizer | None = None, bias_regularizer: str | _Regularizer | None = None, activity_regularizer: str | _Regularizer | None = None) -> None: ...

class _Conv3D(_Conv):
    def __init__(self, *, filters: float, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None, kernel_size: float | _c.Sequence[float], strides: float | _c.Sequence[float] | None = None, padding: str | None = None, data_format: str | None = None, dilation_rate: float | _c.Sequence[_t.Any] | None = None, activation: str | None = None, use_bias: bool | None = None, kernel_initializer: str | _Initializer | None = None, bias_initializer: str | _Initializer | None = None, kernel_constraint: str | _Constraint | None = None, bias_constraint: str | _Constraint | None = None, kernel_regularizer: str | _Regularizer | None = None, bias_regularizer: str | _Regularizer | None = None, activity_regularizer: str | _Regularizer | None = None) -> None: ...

class _ConvLSTM2D(_ConvRNN2D):
    def __init__(self, *, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None, cell: _c.Sequence[_RNNCell] | _RNNCell | None = None, return_sequences: bool | None = None, return_state: bool | None = None, go_backwards: bool | None = None, stateful: bool | None = None, unroll: bool | None = None, input_dim: float | None = None, input_length: float | None = None, activation: str | None = None, use_bias: bool | None = None, kernel_initializer: str | _Initializer | None = None, recurrent_initializer: str | _Initializer | None = None, bias_initializer: str | _Initializer | None = None, kernel_regularizer: str | _Regularizer | None = None, recurrent_regularizer: str | _Regularizer | None = None, bias_regularizer: str | _Regularizer | None = None, kernel_constraint: str | _Constraint | None = None, recurrent_constraint: str | _Constraint | None = None, bias_constraint: str | _Constraint | None = None, dropout: float | None = None, recurrent_dropout: float | None = None, dropout_func: dict[str, _t.Any] | None = None, recurrent_activation: str | None = None, unit_forget_bias: bool | None = None, implementation: float | None = None, filters: float, kernel_size: float | _c.Sequence[float], strides: float | _c.Sequence[float] | None = None, padding: str | None = None, data_format: str | None = None, dilation_rate: float | _c.Sequence[_t.Any] | None = None) -> None: ...

class _ConvLSTM2DCell(_LSTMCell):
    def __init__(self, *, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None, activation: str | None = None, use_bias: bool | None = None, kernel_initializer: str | _Initializer | None = None, recurrent_initializer: str | _Initializer | None = None, bias_initializer: str | _Initializer | None = None, kernel_regularizer: str | _Regularizer | None = None, recurrent_regularizer: str | _Regularizer | None = None, bias_regularizer: str | _Regularizer | None = None, kernel_constraint: str | _Constraint | None = None, recurrent_constraint: str | _Constraint | None = None, bias_constraint: str | _Constraint | None = None, dropout: float | None = None, recurrent_dropout: float | None = None, dropout_func: dict[str, _t.Any] | None = None, recurrent_activation: str | None = None, unit_forget_bias: bool | None = None, implementation: float | None = None, filters: float, kernel_size: float | _c.Sequence[float], strides: float | _c.Sequence[float] | None = None, padding: str | None = None, data_format: str | None = None, dilation_rate: float | _c.Sequence[_t.Any] | None = None) -> None: ...
    def call(self, inputs: _c.Sequence[TensorLike], **kwargs: _t.Any) -> list[Tensor]:
        """This is where the layer's logic lives."""
    data_format: str
    dilation_rate: list[float]
    filters: float
    def input_conv(self, x: TensorLike, w: TensorLike, b: TensorLike | None = None, padding: str | None = None) -> Tensor:
        ...
    kernel_size: list[float]
    padding: str
    def recurrent_conv(self, x: TensorLike, w: TensorLike) -> Tensor:
        ...
    strides: list[float]

class _SeparableConv(_Conv):
    def __init__(self, rank: float, *, depth_multiplier: float | None = None, depthwise_initializer: str | _Initializer | None = None, pointwise_initializer: str | _Initializer | None = None, depthwise_regularizer: str | _Regularizer | None = None, pointwise_regularizer: str | _Regularizer | None = None, depthwise_constraint: str | _Constraint | None = None, pointwise_constraint: str | _Constraint | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None, kernel_size: float | _c.Sequence[float] | None = None, strides: float | _c.Sequence[float] | None = None, padding: str | None = None, data_format: str | None = None, dilation_rate: float | _c.Sequence[_t.Any] | None = None, activation: str | None = None, use_bias: bool | None = None, kernel_initializer: str | _Initializer | None = None, bias_initializer: str | _Initializer | None = None, kernel_constraint: str | _Constraint | None = None, bias_constraint: str | _Constraint | None = None, kernel_regularizer: str | _Regularizer | None = None, bias_regularizer: str | _Regularizer | None = None, activity_regularizer: str | _Regularizer | None = None, filters: float | None = None) -> None: ...
    DEFAULT_DEPTHWISE_INITIALIZER: str
    DEFAULT_POINTWISE_INITIALIZER: str
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""
    depth_multiplier: float
    depthwise_constraint: _Constraint | None
    depthwise_initializer: _Initializer | None
    depthwise_kernel: LayerVariable
    depthwise_regularizer: _Regularizer | None
    pointwise_constraint: _Constraint | None
    pointwise_initializer: _Initializer | None
    pointwise_kernel: LayerVariable
    pointwise_regularizer: _Regularizer | None

class _Conv2DTranspose(_Conv2D):
    def __init__(self, *, filters: float, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None, kernel_size: float | _c.Sequence[float], strides: float | _c.Sequence[float] | None = None, padding: str | None = None, data_format: str | None = None, dilation_rate: float | _c.Sequence[_t.Any] | None = None, activation: str | None = None, use_bias: bool | None = None, kernel_initializer: str | _Initializer | None = None, bias_initializer: str | _Initializer | None = None, kernel_constraint: str | _Constraint | None = None, bias_constraint: str | _Constraint | None = None, kernel_regularizer: str | _Regularizer | None = None, bias_regularizer: str | _Regularizer | None = None, activity_regularizer: str | _Regularizer | None = None) -> None: ...
    def call(self, inputs: _c.Sequence[TensorLike] | TensorLike, **kwargs: _t.Any) -> list[Tensor] | Tensor:
        """This is where the layer's logic lives."""

class _SeparableConv2D(_SeparableConv):
    def __init__(self, *, depth_multiplier: float | None = None, depthwise_initializer: str | _Initializer | None = None, pointwise_initializer: str | _Initializer | None = None, depthwise_regularizer: str | _Regularizer | None = None, pointwise_regularizer: str | _Regularizer | None = None, depthwise_constraint: str | _Constraint | None = None, pointwise_constraint: str | _Constraint | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None, kernel_size: float | _c.Sequence[float] | None = None, strides: float | _c.Sequence[float] | None = None, padding: str | None = None, data_format: str | None = None, dilation_rate: float | _c.Sequence[_t.Any] | None = None, activation: str | None = None, use_bias: bool | None = None, kernel_initializer: str | _Initializer | None = None, bias_initializer: str | _Initializer | None = None, kernel_constraint: str | _Constraint | None = None, bias_constraint: str | _Constraint | None = None, kernel_regularizer: str | _Regularizer | None = None, bias_regularizer: str | _Regularizer | None = None, activity_regularizer: str | _Regularizer | None = None, filters: float | None = None) -> None: ...

_root_AdadeltaOptimizer: _t.TypeAlias = AdadeltaOptimizer
_root_AdagradOptimizer: _t.TypeAlias = AdagradOptimizer
_root_AdamOptimizer: _t.TypeAlias = AdamOptimizer
_root_AdamaxOptimizer: _t.TypeAlias = AdamaxOptimizer
_root_Callback: _t.TypeAlias = Callback
_root_CallbackList: _t.TypeAlias = CallbackList
_root_CustomCallback: _t.TypeAlias = CustomCallback
_root_DataStorage: _t.TypeAlias = DataStorage
_root_EarlyStopping: _t.TypeAlias = EarlyStopping
_root_Environment: _t.TypeAlias = Environment
_root_GraphModel: _t.TypeAlias = GraphModel
_root_History: _t.TypeAlias = History
_root_InputSpec: _t.TypeAlias = InputSpec
_root_KernelBackend: _t.TypeAlias = KernelBackend
_root_LayerVariable: _t.TypeAlias = LayerVariable
_root_LayersModel: _t.TypeAlias = LayersModel
_root_MathBackendCPU: _t.TypeAlias = MathBackendCPU
_root_MomentumOptimizer: _t.TypeAlias = MomentumOptimizer
_root_Optimizer: _t.TypeAlias = Optimizer
_root_OptimizerConstructors: _t.TypeAlias = OptimizerConstructors
_root_RMSPropOptimizer: _t.TypeAlias = RMSPropOptimizer
_root_RNN: _t.TypeAlias = RNN
_root_SGDOptimizer: _t.TypeAlias = SGDOptimizer
_root_Sequential: _t.TypeAlias = Sequential
_root_StopOnNaN: _t.TypeAlias = StopOnNaN
_root_SymbolicTensor: _t.TypeAlias = SymbolicTensor
_root_Tensor: _t.TypeAlias = Tensor
_root_TensorBuffer: _t.TypeAlias = TensorBuffer
_root_Variable: _t.TypeAlias = Variable

def from_keras(model: _t.Any) -> _t.Any: ...
async def from_keras_async(model: _t.Any) -> _t.Any: ...
def load(source: _t.Any, **options: _t.Any) -> _t.Any: ...
def load_graph_model(source: _t.Any, **options: _t.Any) -> _t.Any: ...
async def load_graph_model_async(source: _t.Any, **options: _t.Any) -> _t.Any: ...
def load_layers_model(source: _t.Any, **options: _t.Any) -> _t.Any: ...
async def load_layers_model_async(source: _t.Any, **options: _t.Any) -> _t.Any: ...
async def load_async(source: _t.Any, **options: _t.Any) -> _t.Any: ...
def scalar(value: _t.Any, dtype: _t.Any = ...) -> Tensor: ...
def set_backend(name: str) -> bool: ...
async def set_backend_async(name: str) -> bool: ...
def set_random_seed(seed: int | None) -> None: ...
def tensor(value: _t.Any, shape: _c.Sequence[int] | None = ..., dtype: _t.Any = ...) -> Tensor: ...
def tensor1d(value: _t.Any, shape: _c.Sequence[int] | None = ..., dtype: _t.Any = ...) -> Tensor: ...
def tensor2d(value: _t.Any, shape: _c.Sequence[int] | None = ..., dtype: _t.Any = ...) -> Tensor: ...
def tensor3d(value: _t.Any, shape: _c.Sequence[int] | None = ..., dtype: _t.Any = ...) -> Tensor: ...
def tensor4d(value: _t.Any, shape: _c.Sequence[int] | None = ..., dtype: _t.Any = ...) -> Tensor: ...
def tensor5d(value: _t.Any, shape: _c.Sequence[int] | None = ..., dtype: _t.Any = ...) -> Tensor: ...
def tensor6d(value: _t.Any, shape: _c.Sequence[int] | None = ..., dtype: _t.Any = ...) -> Tensor: ...
def tidy(function: _c.Callable[[], _t.Any] | None = ...) -> _t.Any: ...
def to_keras(model: _t.Any) -> _t.Any: ...
async def to_keras_async(model: _t.Any) -> _t.Any: ...
Abs: str
Acos: str
Acosh: str
Add: str
AddN: str
All: str
Any: str
ArgMax: str
ArgMin: str
Asin: str
Asinh: str
Atan: str
Atan2: str
Atanh: str
AvgPool: str
AvgPool3D: str
AvgPool3DGrad: str
AvgPoolGrad: str
BatchMatMul: str
BatchToSpaceND: str
Bincount: str
BitwiseAnd: str
BroadcastArgs: str
BroadcastTo: str
Cast: str
Ceil: str
ClipByValue: str
Complex: str
ComplexAbs: str
Concat: str
Conv2D: str
Conv2DBackpropFilter: str
Conv2DBackpropInput: str
Conv3D: str
Conv3DBackpropFilterV2: str
Conv3DBackpropInputV2: str
Cos: str
Cosh: str
CropAndResize: str
Cumprod: str
Cumsum: str
DenseBincount: str
DepthToSpace: str
DepthwiseConv2dNative: str
DepthwiseConv2dNativeBackpropFilter: str
DepthwiseConv2dNativeBackpropInput: str
Diag: str
Dilation2D: str
Dilation2DBackpropFilter: str
Dilation2DBackpropInput: str
Draw: str
ENV: Environment
Einsum: str
Elu: str
EluGrad: str
Equal: str
Erf: str
Exp: str
ExpandDims: str
Expm1: str
FFT: str
Fill: str
FlipLeftRight: str
Floor: str
FloorDiv: str
FromPixels: str
FusedBatchNorm: str
FusedConv2D: str
FusedDepthwiseConv2D: str
GatherNd: str
GatherV2: str
Greater: str
GreaterEqual: str
IFFT: str
Identity: str
Imag: str
IsFinite: str
IsInf: str
IsNan: str
LRN: str
LRNGrad: str
LeakyRelu: str
Less: str
LessEqual: str
LinSpace: str
Log: str
Log1p: str
LogSoftmax: str
LogicalAnd: str
LogicalNot: str
LogicalOr: str
LogicalXor: str
LowerBound: str
MatrixBandPart: str
Max: str
MaxPool: str
MaxPool3D: str
MaxPool3DGrad: str
MaxPoolGrad: str
MaxPoolWithArgmax: str
Maximum: str
Mean: str
Min: str
Minimum: str
MirrorPad: str
Mod: str
Multinomial: str
Multiply: str
Neg: str
NonMaxSuppressionV3: str
NonMaxSuppressionV4: str
NonMaxSuppressionV5: str
NotEqual: str
OP_SCOPE_SUFFIX: str
OneHot: str
OnesLike: str
Pack: str
PadV2: str
Pool: str
Pow: str
Prelu: str
Prod: str
RaggedGather: str
RaggedRange: str
RaggedTensorToTensor: str
Range: str
Rank: dict[str, _t.Any]
Real: str
RealDiv: str
Reciprocal: str
Reduction: dict[str, _t.Any]
Relu: str
Relu6: str
Reshape: str
ResizeBilinear: str
ResizeBilinearGrad: str
ResizeNearestNeighbor: str
ResizeNearestNeighborGrad: str
Reverse: str
RotateWithOffset: str
Round: str
Rsqrt: str
ScatterNd: str
SearchSorted: str
Select: str
Selu: str
Sigmoid: str
Sign: str
Sin: str
Sinh: str
Slice: str
Softmax: str
Softplus: str
SpaceToBatchND: str
SparseFillEmptyRows: str
SparseReshape: str
SparseSegmentMean: str
SparseSegmentSum: str
SparseToDense: str
SplitV: str
Sqrt: str
Square: str
SquaredDifference: str
StaticRegexReplace: str
Step: str
StridedSlice: str
StringNGrams: str
StringSplit: str
StringToHashBucketFast: str
Sub: str
Sum: str
Tan: str
Tanh: str
TensorScatterUpdate: str
Tile: str
TopK: str
Transform: str
Transpose: str
Unique: str
Unpack: str
UnsortedSegmentSum: str
UpperBound: str
ZerosLike: str
def abs(x: TensorLike) -> Tensor:
    ...
def acos(x: TensorLike) -> Tensor:
    ...
def acosh(x: TensorLike) -> Tensor:
    ...
def add(a: TensorLike, b: TensorLike) -> Tensor:
    ...
def add_n(tensors: _c.Sequence[TensorLike]) -> Tensor:
    ...
def all(x: TensorLike, axis: float | _c.Sequence[float] | None = None, keep_dims: bool | None = None) -> Tensor:
    ...
def any(x: TensorLike, axis: float | _c.Sequence[float] | None = None, keep_dims: bool | None = None) -> Tensor:
    ...
def arg_max(x: TensorLike, axis: float | None = None) -> Tensor:
    ...
def arg_min(x: TensorLike, axis: float | None = None) -> Tensor:
    ...
def asin(x: TensorLike) -> Tensor:
    ...
def asinh(x: TensorLike) -> Tensor:
    ...
def atan(x: TensorLike) -> Tensor:
    ...
def atan2(a: TensorLike, b: TensorLike) -> Tensor:
    ...
def atanh(x: TensorLike) -> Tensor:
    ...
def avg_pool(x: TensorLike, filter_size: float | _c.Sequence[_t.Any], strides: float | _c.Sequence[_t.Any], pad: float | str | _c.Sequence[_t.Any], dim_rounding_mode: str | None = None) -> Tensor:
    ...
def avg_pool3d(x: TensorLike, filter_size: float | _c.Sequence[_t.Any], strides: float | _c.Sequence[_t.Any], pad: float | str, dim_rounding_mode: str | None = None, data_format: str | None = None) -> Tensor:
    ...
def backend() -> KernelBackend:
    """Gets the current backend. If no backends have been initialized, this will attempt to initialize the best backend. Will throw an error if the highest priority backend has async initialization, in which case you should call 'await tf.ready()' before running other code."""
class backend_util:
    ERF_A1: float
    ERF_A2: float
    ERF_A3: float
    ERF_A4: float
    ERF_A5: float
    ERF_P: float
    PARALLELIZE_THRESHOLD: float
    RowPartitionType: dict[str, _t.Any]
    SELU_SCALE: float
    SELU_SCALEALPHA: float
    @staticmethod
    def apply_activation(x: TensorLike, activation: str, prelu_activation_weights: TensorLike | None = None, leakyrelu_alpha: float | None = None) -> Tensor:
        ...
    @staticmethod
    def assert_and_get_broadcast_shape(shape_a: _c.Sequence[float], shape_b: _c.Sequence[float]) -> list[float]:
        ...
    @staticmethod
    def assert_axes_are_inner_most_dims(msg: str, axes: _c.Sequence[float], rank: float) -> None:
        ...
    @staticmethod
    def assert_params_consistent(shapes: _c.Sequence[_c.Sequence[float]], axis: float) -> None:
        ...
    @staticmethod
    def assign_to_typed_array(data: _npt.NDArray[_t.Any], real: float, imag: float, index: float) -> None:
        """Insert a given complex value into the TypedArray."""
    @staticmethod
    def axes_are_inner_most_dims(axes: _c.Sequence[float], rank: float) -> bool:
        """Returns true if the axis specifies the inner most dimensions of the array."""
    @staticmethod
    def calculate_shapes(*, data_id: _t.Any, shape: _c.Sequence[float], dtype: str) -> dict[str, _t.Any]:
        """Calculate the shape information for the output."""
    @staticmethod
    def check_einsum_dim_sizes(n_dims: float, id_dims: _c.Sequence[_c.Sequence[float]], tensors: _c.Sequence[TensorLike]) -> None:
        """Checks that the dimension sizes from different input tensors match the equation."""
    @staticmethod
    def check_pad_on_dim_rounding_mode(op_desc: str, pad: float | str | _c.Sequence[_t.Any], dim_rounding_mode: str | None = None) -> None:
        """Check validity of pad when using dimRoundingMode."""
    @staticmethod
    def combine_locations(output_loc: _c.Sequence[float], reduce_loc: _c.Sequence[float], axes: _c.Sequence[float]) -> list[float]:
        ...
    @staticmethod
    def combine_ragged_tensor_to_tensor_shapes(ragged_rank: float, shape: _c.Sequence[float], value_shape: _c.Sequence[float]) -> list[float]:
        ...
    @staticmethod
    def complex_with_even_index(complex: _npt.NDArray[_t.Any]) -> dict[str, _t.Any]:
        """Extracts even indexed complex values in the given array."""
    @staticmethod
    def complex_with_odd_index(complex: _npt.NDArray[_t.Any]) -> dict[str, _t.Any]:
        """Extracts odd indexed complete values in the given array."""
    @staticmethod
    def compute_conv2_d_info(in_shape: _c.Sequence[_t.Any], filter_shape: _c.Sequence[_t.Any], strides: float | _c.Sequence[_t.Any], dilations: float | _c.Sequence[_t.Any], pad: float | str | _c.Sequence[_t.Any], rounding_mode: str | None = None, depthwise: bool | None = None, data_format: str | None = None) -> dict[str, _t.Any]:
        """Computes the information for a forward pass of a convolution/pooling operation."""
    @staticmethod
    def compute_conv3_d_info(in_shape: _c.Sequence[_t.Any], filter_shape: _c.Sequence[_t.Any], strides: float | _c.Sequence[_t.Any], dilations: float | _c.Sequence[_t.Any], pad: float | str, depthwise: bool | None = None, data_format: str | None = None, rounding_mode: str | None = None) -> dict[str, _t.Any]:
        """Computes the information for a forward pass of a 3D convolution/pooling operation."""
    @staticmethod
    def compute_default_pad(input_shape: _c.Sequence[_t.Any], field_size: float, stride: float, dilation: float | None = None) -> float:
        ...
    @staticmethod
    def compute_dilation2_d_info(input_shape: _c.Sequence[_t.Any], filter_shape: _c.Sequence[_t.Any], strides: float | _c.Sequence[_t.Any], pad: float | str, data_format: str, dilations: float | _c.Sequence[_t.Any]) -> dict[str, _t.Any]:
        ...
    @staticmethod
    def compute_optimal_window_size(in_size: float) -> float:
        ...
    @staticmethod
    def compute_out_and_reduce_shapes(a_shape: _c.Sequence[float], axes: _c.Sequence[float]) -> list[_t.Any]:
        ...
    @staticmethod
    def compute_out_shape(shapes: _c.Sequence[_c.Sequence[float]], axis: float) -> list[float]:
        ...
    @staticmethod
    def compute_pool2_d_info(in_shape: _c.Sequence[_t.Any], filter_size: float | _c.Sequence[_t.Any], strides: float | _c.Sequence[_t.Any], dilations: float | _c.Sequence[_t.Any], pad: float | str | _c.Sequence[_t.Any], rounding_mode: str | None = None, data_format: str | None = None) -> dict[str, _t.Any]:
        ...
    @staticmethod
    def compute_pool3_d_info(in_shape: _c.Sequence[_t.Any], filter_size: float | _c.Sequence[_t.Any], strides: float | _c.Sequence[_t.Any], dilations: float | _c.Sequence[_t.Any], pad: float | str, rounding_mode: str | None = None, data_format: str | None = None) -> dict[str, _t.Any]:
        """Computes the information for a forward pass of a pooling3D operation."""
    @staticmethod
    def convert_conv2_d_data_format(data_format: str) -> str:
        """Convert Conv2D dataFormat from 'NHWC'|'NCHW' to 'channelsLast'|'channelsFirst'"""
    @staticmethod
    def decode_einsum_equation(equation: str, num_tensors: float) -> dict[str, _t.Any]:
        """Parse an equation for einsum."""
    @staticmethod
    def either_strides_or_dilations_are_one(strides: float | _c.Sequence[float], dilations: float | _c.Sequence[float]) -> bool:
        ...
    @staticmethod
    def expand_shape_to_keep_dim(shape: _c.Sequence[float], axes: _c.Sequence[float]) -> list[float]:
        ...
    @staticmethod
    def exponent(k: float, n: float, inverse: bool) -> dict[str, _t.Any]:
        """Make the exponent term used by FFT."""
    @staticmethod
    def exponents(n: float, inverse: bool) -> dict[str, _t.Any]:
        """Make the list of exponent terms used by FFT."""
    @staticmethod
    def from_string_array_to_uint8(strings: _c.Sequence[str]) -> list[_npt.NDArray[_t.Any]]:
        ...
    @staticmethod
    def from_uint8_to_string_array(vals: _c.Sequence[_npt.NDArray[_t.Any]]) -> list[str]:
        ...
    @staticmethod
    def get_axes_permutation(axes: _c.Sequence[float], rank: float) -> list[float] | None:
        """Returns the axes permutation to be used with `tf.transpose`, if such permutation is necessary. Otherwise it returns null. This method is used by operations that operate only on inner-most axes."""
    @staticmethod
    def get_broadcast_dims(in_shape: _c.Sequence[float], out_shape: _c.Sequence[float]) -> list[float]:
        """Returns the dimensions in the input shape that are broadcasted to produce the provided output shape."""
    @staticmethod
    def get_complex_with_index(complex: _npt.NDArray[_t.Any], index: float) -> dict[str, _t.Any]:
        """Get the map representing a complex value in the given array."""
    @staticmethod
    def get_einsum_compute_path(summed_dims: _c.Sequence[float], id_dims: _c.Sequence[_c.Sequence[float]]) -> dict[str, _t.Any]:
        """Gets path of computation for einsum."""
    @staticmethod
    def get_einsum_permutation(n_dims: float, id_dims: _c.Sequence[float]) -> dict[str, _t.Any]:
        """Get the permutation for a given input tensor."""
    @staticmethod
    def get_fused_bias_gradient(bias: TensorLike, dy_activation: TensorLike) -> Tensor:
        ...
    @staticmethod
    def get_fused_dy_activation(dy: TensorLike, y: TensorLike, activation: str) -> Tensor:
        ...
    @staticmethod
    def get_image_center(center: float | _c.Sequence[_t.Any], image_height: float, image_width: float) -> list[_t.Any]:
        ...
    @staticmethod
    def get_inner_most_axes(num_axes: float, rank: float) -> list[float]:
        ...
    @staticmethod
    def get_permuted(reshaped_rank: float, block_shape_rank: float, batch_to_space: bool | None = None) -> list[float]:
        """Gets the permutation that will transpose the dimensions of the reshaped tensor to shape:"""
    @staticmethod
    def get_ragged_rank(row_partition_types: _c.Sequence[float]) -> float:
        ...
    @staticmethod
    def get_reduction_axes(in_shape: _c.Sequence[float], out_shape: _c.Sequence[float]) -> list[float]:
        """Returns the axes in the output space that should be reduced to produce the input space."""
    @staticmethod
    def get_reshaped(input_shape: _c.Sequence[float], block_shape: _c.Sequence[float], prod: float, batch_to_space: bool | None = None) -> list[float]:
        """Gets the new shape of the input Tensor after it's been reshaped to: [blockShape[0], ..., blockShape[M-1], batch / prod(blockShape), inputShape[1], ..., inputShape[N-1]]"""
    @staticmethod
    def get_reshaped_permuted(input_shape: _c.Sequence[float], block_shape: _c.Sequence[float], prod: float, batch_to_space: bool | None = None) -> list[float]:
        """Gets the shape of the reshaped and permuted input Tensor before any cropping is applied. The new shape will be:"""
    @staticmethod
    def get_row_partition_types_helper(row_partition_type_strings: _c.Sequence[str]) -> list[float]:
        ...
    @staticmethod
    def get_slice_begin_coords(crops: _c.Sequence[_c.Sequence[float]], block_shape: float) -> list[float]:
        """Converts the crops argument into the beginning coordinates of a slice operation."""
    @staticmethod
    def get_slice_size(uncropped_shape: _c.Sequence[float], crops: _c.Sequence[_c.Sequence[float]], block_shape: float) -> list[float]:
        """Converts the crops argument into the size of a slice operation. When combined with getSliceBeginCoords this function allows the reshaped and permuted Tensor to be cropped to its final output shape of:"""
    @staticmethod
    def get_sparse_fill_empty_rows_indices_dense_shape_mismatch(indices_length: float) -> str:
        """Generates sparse fill empty rows indices, dense shape mismatch error message."""
    @staticmethod
    def get_sparse_fill_empty_rows_negative_index_error_message(index: float, value: float) -> str:
        """Generates sparse fill empty rows negative index error message."""
    @staticmethod
    def get_sparse_fill_empty_rows_out_of_range_index_error_message(index: float, value: float, limit: float) -> str:
        """Generates sparse fill empty rows out of range index error message."""
    @staticmethod
    def get_sparse_reshape_empty_tensor_zero_output_dim_error_message() -> str:
        """Generates sparse reshape empty tensor zero output dimension error message."""
    @staticmethod
    def get_sparse_reshape_input_output_mismatch_error_message(input_shape: _c.Sequence[float], output_shape: _c.Sequence[float]) -> str:
        """Generates sparse reshape input output inequality error message."""
    @staticmethod
    def get_sparse_reshape_input_output_multiple_error_message(input_shape: _c.Sequence[float], output_shape: _c.Sequence[float]) -> str:
        """Generates sparse reshape input output multiple mismatch error message."""
    @staticmethod
    def get_sparse_reshape_multiple_negative_one_output_dim_error_message(dim1: float, dim2: float) -> str:
        """Generates sparse reshape multiple negative 1 output dimension error message."""
    @staticmethod
    def get_sparse_reshape_negative_output_dim_error_message(dim: float, value: float) -> str:
        """Generates sparse reshape negative output dimension error message."""
    @staticmethod
    def get_sparse_segment_reduction_indices_out_of_range_error_message(index: float, index_value: float, input_rows: float) -> str:
        """Generates sparse segment reduction input indice out of range error message."""
    @staticmethod
    def get_sparse_segment_reduction_negative_segment_ids_error_message() -> str:
        """Generates sparse segment reduction negative segment ids error message."""
    @staticmethod
    def get_sparse_segment_reduction_non_increasing_segment_ids_error_message() -> str:
        """Generates sparse segment reduction non increasing segment ids error message."""
    @staticmethod
    def get_sparse_segment_reduction_segment_id_out_of_range_error_message(segment_id: float, output_rows: float) -> str:
        """Generates sparse segment reduction segment id out of range error message."""
    @staticmethod
    def get_undo_axes_permutation(axes: _c.Sequence[float]) -> list[float]:
        """Returns the axes permutation that undoes the original permutation."""
    @staticmethod
    def is_identity_permutation(perm: _c.Sequence[float]) -> bool:
        """Determines if an axes permutation is the identity permutation."""
    @staticmethod
    def log(*msg: _t.Any) -> None:
        ...
    @staticmethod
    def merge_real_and_imag_arrays(real: _npt.NDArray[_t.Any], imag: _npt.NDArray[_t.Any]) -> _npt.NDArray[_t.Any]:
        """Merges real and imaginary Float32Arrays into a single complex Float32Array."""
    @staticmethod
    def prepare_and_validate(*, data_id: _t.Any, shape: _c.Sequence[float], dtype: str) -> list[_t.Any]:
        """Validate gather nd inputs."""
    @staticmethod
    def prepare_split_size(x: TensorLike | dict[str, _t.Any], num_or_size_splits: float | _c.Sequence[float], axis: float | None = None) -> list[float]:
        """Prepare the split size array. When the input is a number, the axis is evenly divided among the split size. When the input contains the negative value, the rest of the axis is allocated toward that."""
    class segment_util:
        @staticmethod
        def collect_gather_op_shape_info(axis: float, batch_dims: float, *, data_id: _t.Any, shape: _c.Sequence[float], dtype: str) -> dict[str, _t.Any]:
            ...
        @staticmethod
        def compute_out_shape(a_shape: _c.Sequence[float], axis: float, num_segments: float) -> list[float]:
            ...
        @staticmethod
        def seg_op_compute_optimal_window_size(in_size: float, num_segments: float) -> float:
            ...
    @staticmethod
    def should_fuse(gradient_depth: float, activation: str) -> bool:
        ...
    class slice_util:
        @staticmethod
        def assert_params_valid(begin: _c.Sequence[float], size: _c.Sequence[float], *, data_id: _t.Any, shape: _c.Sequence[float], dtype: str) -> None:
            ...
        @staticmethod
        def compute_flat_offset(begin: _c.Sequence[float], strides: _c.Sequence[float]) -> float:
            ...
        @staticmethod
        def compute_out_shape(begin: _c.Sequence[float], end: _c.Sequence[float], strides: _c.Sequence[float]) -> list[float]:
            """Computes the output shape given the strided slice params."""
        @staticmethod
        def get_normalized_axes(input_shape: _c.Sequence[float], ellipsis_axes: _c.Sequence[float], num_interpolated_axes: float, begin: _c.Sequence[float], end: _c.Sequence[float], strides: _c.Sequence[float], begin_mask: float, end_mask: float, ellipsis_mask: float) -> dict[str, _t.Any]:
            ...
        @staticmethod
        def is_slice_continous(shape: _c.Sequence[float], begin: _c.Sequence[float], size: _c.Sequence[float]) -> bool:
            """Returns true if the slice occupies a continous set of elements in the 'flat' space."""
        @staticmethod
        def mask_to_axes(mask: float) -> list[float]:
            """Converts a binary mask to an array of axes. Used in stridedSlice()."""
        @staticmethod
        def parse_slice_params(begin: float | _c.Sequence[float], size: float | _c.Sequence[float] | None = None, *, data_id: _t.Any, shape: _c.Sequence[float], dtype: str) -> list[list[float]]:
            ...
        @staticmethod
        def slice_info(x_shape: _c.Sequence[float], begin: _c.Sequence[float], end: _c.Sequence[float], strides: _c.Sequence[float], begin_mask: float, end_mask: float, ellipsis_mask: float, new_axis_mask: float, shrink_axis_mask: float) -> dict[str, _t.Any]:
            ...
        @staticmethod
        def start_for_axis(begin_mask: float, start_indices: _c.Sequence[float], strides: _c.Sequence[float], input_shape: _c.Sequence[float], axis: float, ellipsis_mask: float) -> float:
            ...
        @staticmethod
        def start_indices_with_elided_dims(begin_mask: float, ellipsis_insertion_index: float, num_elided_axes: float, original_begin: _c.Sequence[float], input_shape: _c.Sequence[float]) -> list[float]:
            ...
        @staticmethod
        def stop_for_axis(end_mask: float, stop_indices: _c.Sequence[float], strides: _c.Sequence[float], input_shape: _c.Sequence[float], axis: float, ellipsis_mask: float) -> float:
            ...
        @staticmethod
        def stop_indices_with_elided_dims(end_mask: float, ellipsis_insertion_index: float, num_elided_axes: float, original_end: _c.Sequence[float], input_shape: _c.Sequence[float]) -> list[float]:
            ...
        @staticmethod
        def strides_for_axis(strides: _c.Sequence[float], axis: float, ellipsis_mask: float) -> float:
            ...
        @staticmethod
        def strides_with_elided_dims(strides: _c.Sequence[float], ellipsis_insertion_index: float, num_elided_axes: float, input_shape: _c.Sequence[float]) -> list[float]:
            ...
    @staticmethod
    def split_real_and_imag_arrays(complex: _npt.NDArray[_t.Any]) -> dict[str, _t.Any]:
        """Splits a complex Float32Array into real and imag parts."""
    @staticmethod
    def strides_or_dilations_are_positive(values: float | _c.Sequence[float]) -> bool:
        ...
    @staticmethod
    def tuple_values_are_one(param: float | _c.Sequence[float]) -> bool:
        ...
    @staticmethod
    def upcast_type(type_a: str, type_b: str) -> str:
        ...
    @staticmethod
    def validate_default_value_shape(default_value_shape: _c.Sequence[float], value_shape: _c.Sequence[float]) -> None:
        ...
    @staticmethod
    def validate_input(updates: TensorLike, indices: TensorLike, shape: _c.Sequence[float]) -> None:
        """Validate scatter nd inputs."""
    @staticmethod
    def validate_update_shape(shape: _c.Sequence[float], indices: TensorLike, updates: TensorLike) -> None:
        """Check whether updates.shape = indices.shape[:batchDim] + shape[sliceDim:]"""
    @staticmethod
    def warn(*msg: _t.Any) -> None:
        ...
def basic_lstm_cell(forget_bias: TensorLike, lstm_kernel: TensorLike, lstm_bias: TensorLike, data: TensorLike, c: TensorLike, h: TensorLike) -> list[_t.Any]:
    ...
def batch_norm(x: TensorLike, mean: TensorLike, variance: TensorLike, offset: TensorLike | None = None, scale: TensorLike | None = None, variance_epsilon: float | None = None) -> Tensor:
    ...
def batch_norm2d(x: TensorLike, mean: TensorLike, variance: TensorLike, offset: TensorLike | None = None, scale: TensorLike | None = None, variance_epsilon: float | None = None) -> Tensor:
    ...
def batch_norm3d(x: TensorLike, mean: TensorLike, variance: TensorLike, offset: TensorLike | None = None, scale: TensorLike | None = None, variance_epsilon: float | None = None) -> Tensor:
    ...
def batch_norm4d(x: TensorLike, mean: TensorLike, variance: TensorLike, offset: TensorLike | None = None, scale: TensorLike | None = None, variance_epsilon: float | None = None) -> Tensor:
    ...
def batch_to_space_nd(x: TensorLike, block_shape: _c.Sequence[float], crops: _c.Sequence[_c.Sequence[float]]) -> Tensor:
    ...
def bincount(x: TensorLike, weights: TensorLike, size: float) -> Tensor:
    ...
def bitwise_and(x: TensorLike, y: TensorLike) -> Tensor:
    ...
async def boolean_mask_async(tensor: TensorLike, mask: TensorLike, axis: float | None = None) -> Tensor:
    ...
def boolean_mask(tensor: TensorLike, mask: TensorLike, axis: float | None = None) -> Tensor: ...
def broadcast_args(s0: TensorLike, s1: TensorLike) -> Tensor:
    ...
def broadcast_to(x: TensorLike, shape: _t.Any) -> Tensor:
    ...
class broadcast_util:
    @staticmethod
    def assert_and_get_broadcast_shape(shape_a: _c.Sequence[float], shape_b: _c.Sequence[float]) -> list[float]:
        ...
    @staticmethod
    def get_broadcast_dims(in_shape: _c.Sequence[float], out_shape: _c.Sequence[float]) -> list[float]:
        """Returns the dimensions in the input shape that are broadcasted to produce the provided output shape."""
    @staticmethod
    def get_reduction_axes(in_shape: _c.Sequence[float], out_shape: _c.Sequence[float]) -> list[float]:
        """Returns the axes in the output space that should be reduced to produce the input space."""
class browser:
    @staticmethod
    def draw(image: TensorLike, canvas: dict[str, _t.Any], *, image_options: dict[str, _t.Any] | None = None, context_options: dict[str, _t.Any] | None = None) -> None:
        """Draws a `tf.Tensor` to a canvas."""
    @staticmethod
    def from_pixels(pixels: _t.Any, num_channels: float | None = None) -> Tensor:
        ...
    @staticmethod
    async def from_pixels_async(pixels: _t.Any, num_channels: float | None = None) -> Tensor:
        """Creates a `tf.Tensor` from an image in async way."""
    @staticmethod
    def to_pixels(img: TensorLike, canvas: dict[str, _t.Any] | None = None) -> _npt.NDArray[_t.Any]:
        """Draws a `tf.Tensor` of pixel values to a byte array or optionally a canvas."""
    @staticmethod
    async def to_pixels_async(img: TensorLike, canvas: dict[str, _t.Any] | None = None) -> _npt.NDArray[_t.Any]: ...
def buffer(shape: _t.Any, dtype: str | None = None, values: _t.Any = None) -> TensorBuffer:
    """Creates an empty `tf.TensorBuffer` with the specified `shape` and `dtype`."""
class callbacks:
    @staticmethod
    def early_stopping(*, monitor: str | None = None, min_delta: float | None = None, patience: float | None = None, verbose: float | None = None, mode: str | None = None, baseline: float | None = None, restore_best_weights: bool | None = None) -> EarlyStopping:
        ...
def cast(x: TensorLike, dtype: str) -> Tensor:
    ...
def ceil(x: TensorLike) -> Tensor:
    ...
def clip_by_value(x: TensorLike, clip_value_min: float, clip_value_max: float) -> Tensor:
    ...
def clone(x: TensorLike) -> Tensor:
    ...
def complex(real: TensorLike, imag: TensorLike) -> Tensor:
    ...
def concat(tensors: _c.Sequence[TensorLike], axis: float | None = None) -> Tensor:
    ...
def concat1d(tensors: _c.Sequence[TensorLike]) -> Tensor:
    ...
def concat2d(tensors: _c.Sequence[TensorLike], axis: float) -> Tensor:
    ...
def concat3d(tensors: _c.Sequence[TensorLike], axis: float) -> Tensor:
    ...
def concat4d(tensors: _c.Sequence[TensorLike], axis: float) -> Tensor:
    ...
class constraints:
    @staticmethod
    def max_norm(*, max_value: float | None = None, axis: float | None = None) -> _Constraint:
        """MaxNorm weight constraint."""
    @staticmethod
    def min_max_norm(*, min_value: float | None = None, max_value: float | None = None, axis: float | None = None, rate: float | None = None) -> _Constraint:
        ...
    @staticmethod
    def non_neg() -> _Constraint:
        """Constrains the weight to be non-negative."""
    @staticmethod
    def unit_norm(*, axis: float | None = None) -> _Constraint:
        """Constrains the weights incident to each hidden unit to have unit norm."""
def conv1d(x: TensorLike, filter: TensorLike, stride: float, pad: float | str | _c.Sequence[_t.Any], data_format: str | None = None, dilation: float | None = None, dim_rounding_mode: str | None = None) -> Tensor:
    ...
def conv2d(x: TensorLike, filter: TensorLike, strides: float | _c.Sequence[_t.Any], pad: float | str | _c.Sequence[_t.Any], data_format: str | None = None, dilations: float | _c.Sequence[_t.Any] | None = None, dim_rounding_mode: str | None = None) -> Tensor:
    ...
def conv2d_transpose(x: TensorLike, filter: TensorLike, output_shape: _c.Sequence[_t.Any], strides: float | _c.Sequence[_t.Any], pad: float | str | _c.Sequence[_t.Any], dim_rounding_mode: str | None = None) -> Tensor:
    ...
def conv3d(x: TensorLike, filter: TensorLike, strides: float | _c.Sequence[_t.Any], pad: str, data_format: str | None = None, dilations: float | _c.Sequence[_t.Any] | None = None) -> Tensor:
    ...
def conv3d_transpose(x: TensorLike, filter: TensorLike, output_shape: _c.Sequence[_t.Any], strides: float | _c.Sequence[_t.Any], pad: str) -> Tensor:
    ...
def copy_registered_kernels(registered_backend_name: str, new_backend_name: str) -> None:
    """Finds kernels that have already been registered to a backend and re-registers them for a new backend. Useful for registering custom backends."""
def cos(x: TensorLike) -> Tensor:
    ...
def cosh(x: TensorLike) -> Tensor:
    ...
def cosine_window(window_length: float, a: float, b: float) -> Tensor:
    ...
def cumprod(x: TensorLike, axis: float | None = None, exclusive: bool | None = None, reverse: bool | None = None) -> Tensor:
    ...
def cumsum(x: TensorLike, axis: float | None = None, exclusive: bool | None = None, reverse: bool | None = None) -> Tensor:
    ...
def custom_grad(f: _c.Callable[..., _t.Any]) -> _c.Callable[..., _t.Any]:
    """Overrides the gradient computation of a function `f`."""
class data:
    @staticmethod
    def array(items: _npt.NDArray[_t.Any] | Tensor | _c.Sequence[_t.Any]) -> _t.Any: ...
    CSVDataset: _t.TypeAlias = _CSVDataset
    Dataset: _t.TypeAlias = _Dataset
    FileDataSource: _t.TypeAlias = _FileDataSource
    TextLineDataset: _t.TypeAlias = _TextLineDataset
    URLDataSource: _t.TypeAlias = _URLDataSource
    @staticmethod
    def csv(source: _t.Any, *, has_header: bool | None = None, column_names: _c.Sequence[str] | None = None, column_configs: dict[str, _t.Any] | None = None, configured_columns_only: bool | None = None, delimiter: str | None = None, delim_whitespace: bool | None = None) -> _CSVDataset:
        """Create a `CSVDataset` by reading and decoding CSV file(s) from provided URL or local path if it's in Node environment."""
    @staticmethod
    def func(f: _c.Callable[..., _t.Any]) -> _Dataset:
        """Create a `Dataset` that produces each element by calling a provided function."""
    @staticmethod
    def generator(generator: _c.Callable[..., _t.Any]) -> _Dataset:
        """Create a `Dataset` that produces each element from provided JavaScript generator, which is a function that returns a (potentially async) iterator."""
    @staticmethod
    def microphone(*, sample_rate_hz: float | None = None, fft_size: float | None = None, column_truncate_length: float | None = None, num_frames_per_spectrogram: float | None = None, audio_track_constraints: _t.Any | None = None, smoothing_time_constant: float | None = None, include_spectrogram: bool | None = None, include_waveform: bool | None = None) -> _MicrophoneIterator:
        """Create an iterator that generates frequency-domain spectrogram `Tensor`s from microphone audio stream with browser's native FFT. This API only works in browser environment when the device has microphone."""
    @staticmethod
    async def microphone_async(*, sample_rate_hz: float | None = None, fft_size: float | None = None, column_truncate_length: float | None = None, num_frames_per_spectrogram: float | None = None, audio_track_constraints: _t.Any | None = None, smoothing_time_constant: float | None = None, include_spectrogram: bool | None = None, include_waveform: bool | None = None) -> _MicrophoneIterator: ...
    version_data: str
    @staticmethod
    def webcam(*, facing_mode: str | None = None, device_id: str | None = None, resize_width: float | None = None, resize_height: float | None = None, center_crop: bool | None = None, **webcam_video_element: _t.Any) -> _WebcamIterator:
        """Create an iterator that generates `Tensor`s from webcam video stream. This API only works in Browser environment when the device has webcam."""
    @staticmethod
    async def webcam_async(*, facing_mode: str | None = None, device_id: str | None = None, resize_width: float | None = None, resize_height: float | None = None, center_crop: bool | None = None, **webcam_video_element: _t.Any) -> _WebcamIterator: ...
    @staticmethod
    def zip(datasets: dict[str, _t.Any]) -> _Dataset:
        """Create a `Dataset` by zipping together an array, dict, or nested structure of `Dataset`s (and perhaps additional constants). The underlying datasets must provide elements in a consistent order such that they correspond."""
def dense_bincount(x: TensorLike, weights: TensorLike, size: float, binary_output: bool | None = None) -> Tensor:
    ...
def deprecation_warn(msg: str) -> None:
    """Warn users about deprecated functionality."""
def depth_to_space(x: TensorLike, block_size: float, data_format: str | None = None) -> Tensor:
    ...
def depthwise_conv2d(x: TensorLike, filter: TensorLike, strides: float | _c.Sequence[_t.Any], pad: float | str | _c.Sequence[_t.Any], data_format: str | None = None, dilations: float | _c.Sequence[_t.Any] | None = None, dim_rounding_mode: str | None = None) -> Tensor:
    ...
def deregister_op(name: str) -> None:
    """Deregister the Op for graph model executor."""
class device_util:
    @staticmethod
    def is_browser() -> bool:
        ...
    @staticmethod
    def is_mobile(*, gpu: dict[str, _t.Any] | None = None, hardware_concurrency: float | None = None, language: str | None = None, languages: _c.Sequence[str] | None = None, platform: str | None = None, user_agent: str | None = None) -> bool:
        ...
    @staticmethod
    def mock_is_mobile(value: bool | None) -> None:
        ...
def diag(x: TensorLike) -> Tensor:
    ...
def dilation2d(x: TensorLike, filter: TensorLike, strides: float | _c.Sequence[_t.Any], pad: str, dilations: float | _c.Sequence[_t.Any] | None = None, data_format: str | None = None) -> Tensor:
    ...
def disable_deprecation_warnings() -> None:
    """Globally disables deprecation warnings"""
def dispose(container: TensorLike) -> None:
    """Disposes any `tf.Tensor`s found within the provided object."""
def dispose_variables() -> None:
    """Dispose all variables kept in backend engine."""
def div(a: TensorLike, b: TensorLike) -> Tensor:
    ...
def div_no_nan(a: TensorLike, b: TensorLike) -> Tensor:
    ...
def dot(t1: TensorLike, t2: TensorLike) -> Tensor:
    ...
def dropout(x: TensorLike, rate: float, noise_shape: _c.Sequence[float] | None = None, seed: str | float | None = None) -> Tensor:
    ...
def einsum(equation: str, *tensors: _t.Any) -> Tensor:
    ...
def elu(x: TensorLike) -> Tensor:
    ...
def enable_debug_mode() -> None:
    """Enables debug mode which will log information about all executed kernels: the elapsed time of the kernel execution, as well as the rank, shape, and size of the output tensor."""
def enable_prod_mode() -> None:
    """Enables production mode which disables correctness checks in favor of performance."""
def enclosing_power_of_two(value: float) -> float:
    ...
def engine() -> _Engine:
    """It returns the global engine that keeps track of all tensors and backends."""
def ensure_shape(x: TensorLike, shape: _t.Any) -> Tensor:
    ...
def env() -> Environment:
    """Returns the current environment (a global singleton)."""
def equal(a: TensorLike, b: TensorLike) -> Tensor:
    ...
def erf(x: TensorLike) -> Tensor:
    ...
def euclidean_norm(x: TensorLike, axis: float | _c.Sequence[float] | None = None, keep_dims: bool | None = None) -> Tensor:
    ...
def exp(x: TensorLike) -> Tensor:
    ...
def expand_dims(x: TensorLike, axis: float | None = None) -> Tensor:
    ...
def expm1(x: TensorLike) -> Tensor:
    ...
def eye(num_rows: float, num_columns: float | None = None, batch_shape: _c.Sequence[_t.Any] | None = None, dtype: str | None = None) -> Tensor:
    ...
def fft(input: TensorLike) -> Tensor:
    ...
def fill(shape: _t.Any, value: str | float, dtype: str | None = None) -> Tensor:
    """Creates a `tf.Tensor` filled with a scalar value."""
def find_backend(name: str) -> KernelBackend:
    """Finds the backend registered under the provided name. Returns null if the name is not in the registry, or the registration hasn't finished yet."""
def find_backend_factory(name: str) -> _c.Callable[..., _t.Any]:
    """Finds the backend factory registered under the provided name. Returns a function that produces a new backend when called. Returns null if the name is not in the registry."""
def floor(x: TensorLike) -> Tensor:
    ...
def floor_div(a: TensorLike, b: TensorLike) -> Tensor:
    ...
class fused:
    @staticmethod
    def conv2d(*, x: TensorLike, filter: TensorLike, strides: float | _c.Sequence[_t.Any], pad: float | str | _c.Sequence[_t.Any], data_format: str | None = None, dilations: float | _c.Sequence[_t.Any] | None = None, dim_rounding_mode: str | None = None, bias: TensorLike, activation: str | None = None, prelu_activation_weights: TensorLike | None = None, leakyrelu_alpha: float | None = None) -> Tensor:
        ...
    @staticmethod
    def depthwise_conv2d(*, x: TensorLike, filter: TensorLike, strides: float | _c.Sequence[_t.Any], pad: float | str, data_format: str | None = None, dilations: float | _c.Sequence[_t.Any] | None = None, dim_rounding_mode: str | None = None, bias: TensorLike, activation: str | None = None, prelu_activation_weights: TensorLike | None = None, leakyrelu_alpha: float | None = None) -> Tensor:
        ...
    @staticmethod
    def mat_mul(*, a: TensorLike, b: TensorLike, transpose_a: bool | None = None, transpose_b: bool | None = None, bias: TensorLike, activation: str | None = None, prelu_activation_weights: TensorLike | None = None, leakyrelu_alpha: float | None = None) -> Tensor:
        ...
def gather(x: TensorLike, indices: TensorLike, axis: float | None = None, batch_dims: float | None = None) -> Tensor:
    ...
def gather_nd(x: TensorLike, indices: TensorLike) -> Tensor:
    ...
class gather_util:
    @staticmethod
    def prepare_and_validate(*, data_id: _t.Any, shape: _c.Sequence[float], dtype: str) -> list[_t.Any]:
        """Validate gather nd inputs."""
def get_backend() -> str:
    """Returns the current backend name (cpu, webgl, etc). The backend is responsible for creating tensors and executing operations on those tensors."""
def get_gradient(kernel_name: str) -> dict[str, _t.Any]:
    """Returns the registered gradient info associated with the provided kernel."""
def get_kernel(kernel_name: str, backend_name: str) -> dict[str, _t.Any]:
    """Returns the kernel function (code) associated with the provided names."""
def get_kernels_for_backend(backend_name: str) -> list[dict[str, _t.Any]]:
    ...
def grad(f: _c.Callable[..., _t.Any]) -> _c.Callable[..., _t.Any]:
    """Provided `f(x)`, returns another function `g(x, dy?)`, which gives the gradient of `f(x)` with respect to `x`."""
def grads(f: _c.Callable[..., _t.Any]) -> _c.Callable[..., _t.Any]:
    """Provided `f(x1, x2,...)`, returns another function `g([x1, x2,...], dy?)`, which gives an array of gradients of `f()` with respect to each input [`x1`,`x2`,...]."""
def greater(a: TensorLike, b: TensorLike) -> Tensor:
    ...
def greater_equal(a: TensorLike, b: TensorLike) -> Tensor:
    ...
def ifft(input: TensorLike) -> Tensor:
    ...
def imag(input: TensorLike) -> Tensor:
    ...
class image:
    @staticmethod
    def crop_and_resize(image: TensorLike, boxes: TensorLike, box_ind: TensorLike, crop_size: _c.Sequence[_t.Any], method: str | None = None, extrapolation_value: float | None = None) -> Tensor:
        ...
    @staticmethod
    def flip_left_right(image: TensorLike) -> Tensor:
        ...
    @staticmethod
    def grayscale_to_rgb(image: TensorLike) -> Tensor:
        ...
    @staticmethod
    def non_max_suppression(boxes: TensorLike, scores: TensorLike, max_output_size: float, iou_threshold: float | None = None, score_threshold: float | None = None) -> Tensor:
        ...
    @staticmethod
    async def non_max_suppression_async(boxes: TensorLike, scores: TensorLike, max_output_size: float, iou_threshold: float | None = None, score_threshold: float | None = None) -> Tensor:
        ...
    @staticmethod
    def non_max_suppression_padded(boxes: TensorLike, scores: TensorLike, max_output_size: float, iou_threshold: float | None = None, score_threshold: float | None = None, pad_to_max_output_size: bool | None = None) -> dict[str, _t.Any]:
        ...
    @staticmethod
    async def non_max_suppression_padded_async(boxes: TensorLike, scores: TensorLike, max_output_size: float, iou_threshold: float | None = None, score_threshold: float | None = None, pad_to_max_output_size: bool | None = None) -> dict[str, _t.Any]:
        ...
    @staticmethod
    def non_max_suppression_with_score(boxes: TensorLike, scores: TensorLike, max_output_size: float, iou_threshold: float | None = None, score_threshold: float | None = None, soft_nms_sigma: float | None = None) -> dict[str, _t.Any]:
        ...
    @staticmethod
    async def non_max_suppression_with_score_async(boxes: TensorLike, scores: TensorLike, max_output_size: float, iou_threshold: float | None = None, score_threshold: float | None = None, soft_nms_sigma: float | None = None) -> dict[str, _t.Any]:
        ...
    @staticmethod
    def resize_bilinear(images: TensorLike, size: _c.Sequence[_t.Any], align_corners: bool | None = None, half_pixel_centers: bool | None = None) -> Tensor:
        ...
    @staticmethod
    def resize_nearest_neighbor(images: TensorLike, size: _c.Sequence[_t.Any], align_corners: bool | None = None, half_pixel_centers: bool | None = None) -> Tensor:
        ...
    @staticmethod
    def rgb_to_grayscale(image: TensorLike) -> Tensor:
        ...
    @staticmethod
    def rotate_with_offset(image: TensorLike, radians: float, fill_value: float | _c.Sequence[_t.Any] | None = None, center: float | _c.Sequence[_t.Any] | None = None) -> Tensor:
        ...
    @staticmethod
    def threshold(image: TensorLike, method: str | None = None, inverted: bool | None = None, thresh_value: float | None = None) -> Tensor:
        ...
    @staticmethod
    def transform(image: TensorLike, transforms: TensorLike, interpolation: str | None = None, fill_mode: str | None = None, fill_value: float | None = None, output_shape: _c.Sequence[_t.Any] | None = None) -> Tensor:
        ...
async def in_top_k_async(predictions: TensorLike, targets: TensorLike, k: float | None = None) -> Tensor:
    ...
def in_top_k(predictions: TensorLike, targets: TensorLike, k: float | None = None) -> Tensor: ...
class initializers:
    @staticmethod
    def constant(*, value: float) -> _Initializer:
        """Initializer that generates values initialized to some constant."""
    @staticmethod
    def glorot_normal(*, seed: float | None = None) -> _Initializer:
        """Glorot normal initializer, also called Xavier normal initializer. It draws samples from a truncated normal distribution centered on 0 with `stddev = sqrt(2 / (fan_in + fan_out))` where `fan_in` is the number of input units in the weight tensor and `fan_out` is the number of output units in the weight tensor."""
    @staticmethod
    def glorot_uniform(*, seed: float | None = None) -> _Initializer:
        """Glorot uniform initializer, also called Xavier uniform initializer. It draws samples from a uniform distribution within [-limit, limit] where `limit` is `sqrt(6 / (fan_in + fan_out))` where `fan_in` is the number of input units in the weight tensor and `fan_out` is the number of output units in the weight tensor"""
    @staticmethod
    def he_normal(*, seed: float | None = None) -> _Initializer:
        """He normal initializer."""
    @staticmethod
    def he_uniform(*, seed: float | None = None) -> _Initializer:
        """He uniform initializer."""
    @staticmethod
    def identity(*, gain: float | None = None) -> _Initializer:
        """Initializer that generates the identity matrix. Only use for square 2D matrices."""
    @staticmethod
    def le_cun_normal(*, seed: float | None = None) -> _Initializer:
        """LeCun normal initializer."""
    @staticmethod
    def le_cun_uniform(*, seed: float | None = None) -> _Initializer:
        """LeCun uniform initializer."""
    @staticmethod
    def ones() -> _Initializer:
        """Initializer that generates tensors initialized to 1."""
    @staticmethod
    def orthogonal(*, gain: float | None = None, seed: float | None = None) -> _Initializer:
        """Initializer that generates a random orthogonal matrix."""
    @staticmethod
    def random_normal(*, mean: float | None = None, stddev: float | None = None, seed: float | None = None) -> _Initializer:
        """Initializer that generates random values initialized to a normal distribution."""
    @staticmethod
    def random_uniform(*, minval: float | None = None, maxval: float | None = None, seed: float | None = None) -> _Initializer:
        """Initializer that generates random values initialized to a uniform distribution."""
    @staticmethod
    def truncated_normal(*, mean: float | None = None, stddev: float | None = None, seed: float | None = None) -> _Initializer:
        """Initializer that generates random values initialized to a truncated normal distribution."""
    @staticmethod
    def variance_scaling(*, scale: float | None = None, mode: str | None = None, distribution: str | None = None, seed: float | None = None) -> _Initializer:
        """Initializer capable of adapting its scale to the shape of weights. With distribution=NORMAL, samples are drawn from a truncated normal distribution centered on zero, with `stddev = sqrt(scale / n)` where n is: - number of input units in the weight tensor, if mode = FAN_IN. - number of output units, if mode = FAN_OUT. - average of the numbers of input and output units, if mode = FAN_AVG. With distribution=UNIFORM, samples are drawn from a uniform distribution within [-limit, limit], with `limit = sqrt(3 * scale / n)`."""
    @staticmethod
    def zeros() -> _Zeros:
        """Initializer that generates tensors initialized to 0."""
def input(*, shape: _c.Sequence[float | None] | None = None, batch_shape: _c.Sequence[float | None] | None = None, name: str | None = None, dtype: str | None = None, sparse: bool | None = None) -> SymbolicTensor:
    """Used to instantiate an input to a model as a `tf.SymbolicTensor`."""
class io:
    CompositeArrayBuffer: _t.TypeAlias = _CompositeArrayBuffer
    @staticmethod
    def browser_files(files: _c.Sequence[dict[str, _t.Any]]) -> dict[str, _t.Any]:
        ...
    @staticmethod
    def browser_http_request(path: str, *, request_init: dict[str, _t.Any] | None = None, on_progress: _c.Callable[..., _t.Any] | None = None, fetch_func: _c.Callable[..., _t.Any] | None = None, strict: bool | None = None, weight_path_prefix: str | None = None, from_tf_hub: bool | None = None, weight_url_converter: _c.Callable[..., _t.Any] | None = None, stream_weights: bool | None = None) -> dict[str, _t.Any]:
        ...
    @staticmethod
    def concatenate_array_buffers(buffers: _c.Sequence[bytes] | bytes) -> bytes:
        ...
    @staticmethod
    def copy_model(source_url: str, dest_url: str) -> dict[str, _t.Any]:
        ...
    @staticmethod
    async def copy_model_async(source_url: str, dest_url: str) -> dict[str, _t.Any]: ...
    @staticmethod
    def decode_weights(weight_data: _c.Sequence[bytes] | bytes, specs: _c.Sequence[dict[str, _t.Any]]) -> dict[str, _t.Any]:
        ...
    @staticmethod
    def decode_weights_stream(specs: _c.Sequence[dict[str, _t.Any]], *, locked: bool) -> dict[str, _t.Any]:
        ...
    @staticmethod
    async def decode_weights_stream_async(specs: _c.Sequence[dict[str, _t.Any]], *, locked: bool) -> dict[str, _t.Any]: ...
    @staticmethod
    def encode_weights(tensors: _c.Sequence[dict[str, _t.Any]] | dict[str, _t.Any], group: str | None = None) -> dict[str, _t.Any]:
        ...
    @staticmethod
    async def encode_weights_async(tensors: _c.Sequence[dict[str, _t.Any]] | dict[str, _t.Any], group: str | None = None) -> dict[str, _t.Any]: ...
    @staticmethod
    def file_system(path: str | _c.Sequence[str]) -> _NodeFileSystem:
        ...
    @staticmethod
    def from_memory(model_artifacts: dict[str, _t.Any], weight_specs: _c.Sequence[dict[str, _t.Any]] | None = None, weight_data: _c.Sequence[bytes] | bytes | None = None, *, optimizer_config: dict[str, _t.Any] | None = None, loss: str | _c.Sequence[str] | dict[str, _t.Any] | None = None, metrics: _c.Sequence[str] | dict[str, _t.Any] | None = None, weighted_metrics: _c.Sequence[str] | None = None, sample_weight_mode: str | None = None, loss_weights: _c.Sequence[float] | dict[str, _t.Any] | None = None) -> dict[str, _t.Any]:
        ...
    @staticmethod
    def from_memory_sync(model_artifacts: dict[str, _t.Any], weight_specs: _c.Sequence[dict[str, _t.Any]] | None = None, weight_data: _c.Sequence[bytes] | bytes | None = None, *, optimizer_config: dict[str, _t.Any] | None = None, loss: str | _c.Sequence[str] | dict[str, _t.Any] | None = None, metrics: _c.Sequence[str] | dict[str, _t.Any] | None = None, weighted_metrics: _c.Sequence[str] | None = None, sample_weight_mode: str | None = None, loss_weights: _c.Sequence[float] | dict[str, _t.Any] | None = None) -> dict[str, _t.Any]:
        ...
    @staticmethod
    def get_load_handlers(url: str | _c.Sequence[str], *, request_init: dict[str, _t.Any] | None = None, on_progress: _c.Callable[..., _t.Any] | None = None, fetch_func: _c.Callable[..., _t.Any] | None = None, strict: bool | None = None, weight_path_prefix: str | None = None, from_tf_hub: bool | None = None, weight_url_converter: _c.Callable[..., _t.Any] | None = None, stream_weights: bool | None = None) -> list[dict[str, _t.Any]]:
        ...
    @staticmethod
    def get_model_artifacts_for_json(load_weights: _c.Callable[..., _t.Any], *, model_topology: dict[str, _t.Any], training_config: dict[str, _t.Any] | None = None, weights_manifest: _c.Sequence[dict[str, _t.Any]], format: str | None = None, generated_by: str | None = None, converted_by: str | None = None, signature: dict[str, _t.Any] | None = None, user_defined_metadata: dict[str, _t.Any] | None = None, model_initializer: dict[str, _t.Any] | None = None, initializer_signature: dict[str, _t.Any] | None = None) -> dict[str, _t.Any]:
        ...
    @staticmethod
    async def get_model_artifacts_for_json_async(load_weights: _c.Callable[..., _t.Any], *, model_topology: dict[str, _t.Any], training_config: dict[str, _t.Any] | None = None, weights_manifest: _c.Sequence[dict[str, _t.Any]], format: str | None = None, generated_by: str | None = None, converted_by: str | None = None, signature: dict[str, _t.Any] | None = None, user_defined_metadata: dict[str, _t.Any] | None = None, model_initializer: dict[str, _t.Any] | None = None, initializer_signature: dict[str, _t.Any] | None = None) -> dict[str, _t.Any]: ...
    @staticmethod
    def get_model_artifacts_for_json_sync(weight_specs: _c.Sequence[dict[str, _t.Any]] | None = None, weight_data: _c.Sequence[bytes] | bytes | None = None, *, model_topology: dict[str, _t.Any], training_config: dict[str, _t.Any] | None = None, weights_manifest: _c.Sequence[dict[str, _t.Any]], format: str | None = None, generated_by: str | None = None, converted_by: str | None = None, signature: dict[str, _t.Any] | None = None, user_defined_metadata: dict[str, _t.Any] | None = None, model_initializer: dict[str, _t.Any] | None = None, initializer_signature: dict[str, _t.Any] | None = None) -> dict[str, _t.Any]:
        ...
    @staticmethod
    def get_model_artifacts_info_for_json(*, model_topology: bytes | dict[str, _t.Any] | None = None, training_config: dict[str, _t.Any] | None = None, weight_specs: _c.Sequence[dict[str, _t.Any]] | None = None, weight_data: _c.Sequence[bytes] | bytes | None = None, get_weight_stream: _c.Callable[..., _t.Any] | None = None, format: str | None = None, generated_by: str | None = None, converted_by: str | None = None, signature: dict[str, _t.Any] | None = None, user_defined_metadata: dict[str, _t.Any] | None = None, model_initializer: dict[str, _t.Any] | None = None, initializer_signature: dict[str, _t.Any] | None = None) -> dict[str, _t.Any]:
        ...
    @staticmethod
    def get_save_handlers(url: str | _c.Sequence[str]) -> list[dict[str, _t.Any]]:
        ...
    @staticmethod
    def get_weight_specs(weights_manifest: _c.Sequence[dict[str, _t.Any]]) -> list[dict[str, _t.Any]]:
        ...
    @staticmethod
    def http(path: str, *, request_init: dict[str, _t.Any] | None = None, on_progress: _c.Callable[..., _t.Any] | None = None, fetch_func: _c.Callable[..., _t.Any] | None = None, strict: bool | None = None, weight_path_prefix: str | None = None, from_tf_hub: bool | None = None, weight_url_converter: _c.Callable[..., _t.Any] | None = None, stream_weights: bool | None = None) -> dict[str, _t.Any]:
        ...
    @staticmethod
    def is_http_scheme(url: str) -> bool:
        ...
    @staticmethod
    def list_models() -> dict[str, _t.Any]:
        ...
    @staticmethod
    async def list_models_async() -> dict[str, _t.Any]: ...
    @staticmethod
    def load_weights(manifest: _c.Sequence[dict[str, _t.Any]], file_path_prefix: str | None = None, weight_names: _c.Sequence[str] | None = None, *, method: str | None = None, keepalive: bool | None = None, headers: _t.Any | None = None, body: _t.Any | None = None, redirect: str | None = None, integrity: str | None = None, signal: dict[str, _t.Any] | None = None, credentials: str | None = None, mode: str | None = None, referrer: str | None = None, referrer_policy: str | None = None, window: None = None, dispatcher: _t.Any | None = None, duplex: str | None = None) -> dict[str, _t.Any]:
        ...
    @staticmethod
    async def load_weights_async(manifest: _c.Sequence[dict[str, _t.Any]], file_path_prefix: str | None = None, weight_names: _c.Sequence[str] | None = None, *, method: str | None = None, keepalive: bool | None = None, headers: _t.Any | None = None, body: _t.Any | None = None, redirect: str | None = None, integrity: str | None = None, signal: dict[str, _t.Any] | None = None, credentials: str | None = None, mode: str | None = None, referrer: str | None = None, referrer_policy: str | None = None, window: None = None, dispatcher: _t.Any | None = None, duplex: str | None = None) -> dict[str, _t.Any]: ...
    @staticmethod
    def move_model(source_url: str, dest_url: str) -> dict[str, _t.Any]:
        ...
    @staticmethod
    async def move_model_async(source_url: str, dest_url: str) -> dict[str, _t.Any]: ...
    @staticmethod
    def node_http_request(path: str, weight_path_prefix: str | None = None, *, method: str | None = None, keepalive: bool | None = None, headers: _t.Any | None = None, body: _t.Any | None = None, redirect: str | None = None, integrity: str | None = None, signal: dict[str, _t.Any] | None = None, credentials: str | None = None, mode: str | None = None, referrer: str | None = None, referrer_policy: str | None = None, window: None = None, dispatcher: _t.Any | None = None, duplex: str | None = None) -> dict[str, _t.Any]:
        ...
    @staticmethod
    def register_load_router(loud_router: _c.Callable[..., _t.Any]) -> None:
        ...
    @staticmethod
    def register_save_router(loud_router: _c.Callable[..., _t.Any]) -> None:
        ...
    @staticmethod
    def remove_model(url: str) -> dict[str, _t.Any]:
        ...
    @staticmethod
    async def remove_model_async(url: str) -> dict[str, _t.Any]: ...
    @staticmethod
    def weights_loader_factory(fetch_weights_function: _c.Callable[..., _t.Any]) -> _c.Callable[..., _t.Any]:
        ...
    @staticmethod
    def with_save_handler(save_handler: _c.Callable[..., _t.Any]) -> dict[str, _t.Any]:
        ...
    @staticmethod
    def with_save_handler_sync(save_handler: _c.Callable[..., _t.Any]) -> dict[str, _t.Any]:
        ...
def irfft(input: TensorLike) -> Tensor:
    ...
def is_finite(x: TensorLike) -> Tensor:
    ...
def is_inf(x: TensorLike) -> Tensor:
    ...
def is_nan(x: TensorLike) -> Tensor:
    ...
def keep(result: TensorLike) -> Tensor:
    """Keeps a `tf.Tensor` generated inside a `tf.tidy` from being disposed automatically."""
class kernel_impls:
    @staticmethod
    def non_max_suppression_v3_impl(boxes: _npt.NDArray[_t.Any], scores: _npt.NDArray[_t.Any], max_output_size: float, iou_threshold: float, score_threshold: float) -> dict[str, _t.Any]:
        ...
    @staticmethod
    def non_max_suppression_v4_impl(boxes: _npt.NDArray[_t.Any], scores: _npt.NDArray[_t.Any], max_output_size: float, iou_threshold: float, score_threshold: float, pad_to_max_output_size: bool) -> dict[str, _t.Any]:
        ...
    @staticmethod
    def non_max_suppression_v5_impl(boxes: _npt.NDArray[_t.Any], scores: _npt.NDArray[_t.Any], max_output_size: float, iou_threshold: float, score_threshold: float, soft_nms_sigma: float) -> dict[str, _t.Any]:
        ...
    @staticmethod
    def where_impl(cond_shape: _c.Sequence[float], cond_vals: _npt.NDArray[_t.Any]) -> Tensor:
        ...
class layers:
    Layer: _t.TypeAlias = _Layer
    RNN: _t.TypeAlias = _root_RNN
    RNNCell: _t.TypeAlias = _RNNCell
    @staticmethod
    def activation(*, activation: str, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _Activation:
        """Applies an activation function to an output."""
    @staticmethod
    def add(*, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _Add:
        """Layer that performs element-wise addition on an `Array` of inputs."""
    @staticmethod
    def alpha_dropout(*, rate: float, noise_shape: _c.Sequence[float | None] | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _AlphaDropout:
        """Applies Alpha Dropout to the input."""
    @staticmethod
    def average(*, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _Average:
        """Layer that performs element-wise averaging on an `Array` of inputs."""
    @staticmethod
    def average_pooling1d(*, pool_size: float | _c.Sequence[_t.Any] | None = None, strides: float | _c.Sequence[_t.Any] | None = None, padding: str | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _AveragePooling1D:
        """Average pooling operation for spatial data."""
    @staticmethod
    def average_pooling2d(*, pool_size: float | _c.Sequence[_t.Any] | None = None, strides: float | _c.Sequence[_t.Any] | None = None, padding: str | None = None, data_format: str | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _AveragePooling2D:
        """Average pooling operation for spatial data."""
    @staticmethod
    def average_pooling3d(*, pool_size: float | _c.Sequence[_t.Any] | None = None, strides: float | _c.Sequence[_t.Any] | None = None, padding: str | None = None, data_format: str | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _AveragePooling3D:
        """Average pooling operation for 3D data."""
    @staticmethod
    def avg_pool1d(*, pool_size: float | _c.Sequence[_t.Any] | None = None, strides: float | _c.Sequence[_t.Any] | None = None, padding: str | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _AveragePooling1D:
        ...
    @staticmethod
    def avg_pool2d(*, pool_size: float | _c.Sequence[_t.Any] | None = None, strides: float | _c.Sequence[_t.Any] | None = None, padding: str | None = None, data_format: str | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _AveragePooling2D:
        ...
    @staticmethod
    def avg_pool3d(*, pool_size: float | _c.Sequence[_t.Any] | None = None, strides: float | _c.Sequence[_t.Any] | None = None, padding: str | None = None, data_format: str | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _AveragePooling3D:
        ...
    @staticmethod
    def avg_pooling1d(*, pool_size: float | _c.Sequence[_t.Any] | None = None, strides: float | _c.Sequence[_t.Any] | None = None, padding: str | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _AveragePooling1D:
        ...
    @staticmethod
    def avg_pooling2d(*, pool_size: float | _c.Sequence[_t.Any] | None = None, strides: float | _c.Sequence[_t.Any] | None = None, padding: str | None = None, data_format: str | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _AveragePooling2D:
        ...
    @staticmethod
    def avg_pooling3d(*, pool_size: float | _c.Sequence[_t.Any] | None = None, strides: float | _c.Sequence[_t.Any] | None = None, padding: str | None = None, data_format: str | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _AveragePooling3D:
        ...
    @staticmethod
    def batch_normalization(*, axis: float | None = None, momentum: float | None = None, epsilon: float | None = None, center: bool | None = None, scale: bool | None = None, beta_initializer: str | _Initializer | None = None, gamma_initializer: str | _Initializer | None = None, moving_mean_initializer: str | _Initializer | None = None, moving_variance_initializer: str | _Initializer | None = None, beta_constraint: str | _Constraint | None = None, gamma_constraint: str | _Constraint | None = None, beta_regularizer: str | _Regularizer | None = None, gamma_regularizer: str | _Regularizer | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _BatchNormalization:
        """Batch normalization layer (Ioffe and Szegedy, 2014)."""
    @staticmethod
    def bidirectional(*, layer: RNN, merge_mode: str | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _Bidirectional:
        ...
    @staticmethod
    def category_encoding(*, num_tokens: float, output_mode: str | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _CategoryEncoding:
        """A preprocessing layer which encodes integer features."""
    @staticmethod
    def center_crop(*, height: float | None = None, width: float | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _CenterCrop:
        """A preprocessing layer which center crops images."""
    @staticmethod
    def concatenate(*, axis: float | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _Concatenate:
        """Layer that concatenates an `Array` of inputs."""
    @staticmethod
    def conv1d(*, filters: float, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None, kernel_size: float | _c.Sequence[float], strides: float | _c.Sequence[float] | None = None, padding: str | None = None, data_format: str | None = None, dilation_rate: float | _c.Sequence[_t.Any] | None = None, activation: str | None = None, use_bias: bool | None = None, kernel_initializer: str | _Initializer | None = None, bias_initializer: str | _Initializer | None = None, kernel_constraint: str | _Constraint | None = None, bias_constraint: str | _Constraint | None = None, kernel_regularizer: str | _Regularizer | None = None, bias_regularizer: str | _Regularizer | None = None, activity_regularizer: str | _Regularizer | None = None) -> _Conv1D:
        """1D convolution layer (e.g., temporal convolution)."""
    @staticmethod
    def conv2d(*, filters: float, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None, kernel_size: float | _c.Sequence[float], strides: float | _c.Sequence[float] | None = None, padding: str | None = None, data_format: str | None = None, dilation_rate: float | _c.Sequence[_t.Any] | None = None, activation: str | None = None, use_bias: bool | None = None, kernel_initializer: str | _Initializer | None = None, bias_initializer: str | _Initializer | None = None, kernel_constraint: str | _Constraint | None = None, bias_constraint: str | _Constraint | None = None, kernel_regularizer: str | _Regularizer | None = None, bias_regularizer: str | _Regularizer | None = None, activity_regularizer: str | _Regularizer | None = None) -> _Conv2D:
        """2D convolution layer (e.g. spatial convolution over images)."""
    @staticmethod
    def conv2d_transpose(*, filters: float, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None, kernel_size: float | _c.Sequence[float], strides: float | _c.Sequence[float] | None = None, padding: str | None = None, data_format: str | None = None, dilation_rate: float | _c.Sequence[_t.Any] | None = None, activation: str | None = None, use_bias: bool | None = None, kernel_initializer: str | _Initializer | None = None, bias_initializer: str | _Initializer | None = None, kernel_constraint: str | _Constraint | None = None, bias_constraint: str | _Constraint | None = None, kernel_regularizer: str | _Regularizer | None = None, bias_regularizer: str | _Regularizer | None = None, activity_regularizer: str | _Regularizer | None = None) -> _Conv2DTranspose:
        """Transposed convolutional layer (sometimes called Deconvolution)."""
    @staticmethod
    def conv3d(*, filters: float, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None, kernel_size: float | _c.Sequence[float], strides: float | _c.Sequence[float] | None = None, padding: str | None = None, data_format: str | None = None, dilation_rate: float | _c.Sequence[_t.Any] | None = None, activation: str | None = None, use_bias: bool | None = None, kernel_initializer: str | _Initializer | None = None, bias_initializer: str | _Initializer | None = None, kernel_constraint: str | _Constraint | None = None, bias_constraint: str | _Constraint | None = None, kernel_regularizer: str | _Regularizer | None = None, bias_regularizer: str | _Regularizer | None = None, activity_regularizer: str | _Regularizer | None = None) -> _Conv3D:
        """3D convolution layer (e.g. spatial convolution over volumes)."""
    @staticmethod
    def conv3d_transpose(*, filters: float, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None, kernel_size: float | _c.Sequence[float], strides: float | _c.Sequence[float] | None = None, padding: str | None = None, data_format: str | None = None, dilation_rate: float | _c.Sequence[_t.Any] | None = None, activation: str | None = None, use_bias: bool | None = None, kernel_initializer: str | _Initializer | None = None, bias_initializer: str | _Initializer | None = None, kernel_constraint: str | _Constraint | None = None, bias_constraint: str | _Constraint | None = None, kernel_regularizer: str | _Regularizer | None = None, bias_regularizer: str | _Regularizer | None = None, activity_regularizer: str | _Regularizer | None = None) -> _Layer:
        ...
    @staticmethod
    def conv_lstm2d(*, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None, cell: _c.Sequence[_RNNCell] | _RNNCell | None = None, return_sequences: bool | None = None, return_state: bool | None = None, go_backwards: bool | None = None, stateful: bool | None = None, unroll: bool | None = None, input_dim: float | None = None, input_length: float | None = None, activation: str | None = None, use_bias: bool | None = None, kernel_initializer: str | _Initializer | None = None, recurrent_initializer: str | _Initializer | None = None, bias_initializer: str | _Initializer | None = None, kernel_regularizer: str | _Regularizer | None = None, recurrent_regularizer: str | _Regularizer | None = None, bias_regularizer: str | _Regularizer | None = None, kernel_constraint: str | _Constraint | None = None, recurrent_constraint: str | _Constraint | None = None, bias_constraint: str | _Constraint | None = None, dropout: float | None = None, recurrent_dropout: float | None = None, dropout_func: dict[str, _t.Any] | None = None, recurrent_activation: str | None = None, unit_forget_bias: bool | None = None, implementation: float | None = None, filters: float, kernel_size: float | _c.Sequence[float], strides: float | _c.Sequence[float] | None = None, padding: str | None = None, data_format: str | None = None, dilation_rate: float | _c.Sequence[_t.Any] | None = None) -> _ConvLSTM2D:
        ...
    @staticmethod
    def conv_lstm2d_cell(*, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None, activation: str | None = None, use_bias: bool | None = None, kernel_initializer: str | _Initializer | None = None, recurrent_initializer: str | _Initializer | None = None, bias_initializer: str | _Initializer | None = None, kernel_regularizer: str | _Regularizer | None = None, recurrent_regularizer: str | _Regularizer | None = None, bias_regularizer: str | _Regularizer | None = None, kernel_constraint: str | _Constraint | None = None, recurrent_constraint: str | _Constraint | None = None, bias_constraint: str | _Constraint | None = None, dropout: float | None = None, recurrent_dropout: float | None = None, dropout_func: dict[str, _t.Any] | None = None, recurrent_activation: str | None = None, unit_forget_bias: bool | None = None, implementation: float | None = None, filters: float, kernel_size: float | _c.Sequence[float], strides: float | _c.Sequence[float] | None = None, padding: str | None = None, data_format: str | None = None, dilation_rate: float | _c.Sequence[_t.Any] | None = None) -> _ConvLSTM2DCell:
        ...
    @staticmethod
    def cropping2_d(*, cropping: float | _c.Sequence[_t.Any], data_format: str | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _Cropping2D:
        """Cropping layer for 2D input (e.g., image)."""
    @staticmethod
    def dense(*, units: float, activation: str | None = None, use_bias: bool | None = None, kernel_initializer: str | _Initializer | None = None, bias_initializer: str | _Initializer | None = None, input_dim: float | None = None, kernel_constraint: str | _Constraint | None = None, bias_constraint: str | _Constraint | None = None, kernel_regularizer: str | _Regularizer | None = None, bias_regularizer: str | _Regularizer | None = None, activity_regularizer: str | _Regularizer | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _Dense:
        """Creates a dense (fully connected) layer."""
    @staticmethod
    def depthwise_conv2d(*, kernel_size: float | _c.Sequence[_t.Any], depth_multiplier: float | None = None, depthwise_initializer: str | _Initializer | None = None, depthwise_constraint: str | _Constraint | None = None, depthwise_regularizer: str | _Regularizer | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None, strides: float | _c.Sequence[float] | None = None, padding: str | None = None, data_format: str | None = None, dilation_rate: float | _c.Sequence[_t.Any] | None = None, activation: str | None = None, use_bias: bool | None = None, kernel_initializer: str | _Initializer | None = None, bias_initializer: str | _Initializer | None = None, kernel_constraint: str | _Constraint | None = None, bias_constraint: str | _Constraint | None = None, kernel_regularizer: str | _Regularizer | None = None, bias_regularizer: str | _Regularizer | None = None, activity_regularizer: str | _Regularizer | None = None) -> _DepthwiseConv2D:
        """Depthwise separable 2D convolution."""
    @staticmethod
    def dot(*, axes: float | _c.Sequence[_t.Any], normalize: bool | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _Dot:
        """Layer that computes a dot product between samples in two tensors."""
    @staticmethod
    def dropout(*, rate: float, noise_shape: _c.Sequence[float] | None = None, seed: float | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _Dropout:
        """Applies [dropout](http://www.cs.toronto.edu/~rsalakhu/papers/srivastava14a.pdf) to the input."""
    @staticmethod
    def elu(*, alpha: float | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _ELU:
        """Exponential Linear Unit (ELU)."""
    @staticmethod
    def embedding(*, input_dim: float, output_dim: float, embeddings_initializer: str | _Initializer | None = None, embeddings_regularizer: str | _Regularizer | None = None, activity_regularizer: str | _Regularizer | None = None, embeddings_constraint: str | _Constraint | None = None, mask_zero: bool | None = None, input_length: float | _c.Sequence[float] | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _Embedding:
        """Maps positive integers (indices) into dense vectors of fixed size. E.g. [[4], [20]] -> [[0.25, 0.1], [0.6, -0.2]]"""
    @staticmethod
    def flatten(*, data_format: str | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _Flatten:
        """Flattens the input. Does not affect the batch size."""
    @staticmethod
    def gaussian_dropout(*, rate: float, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _GaussianDropout:
        """Apply multiplicative 1-centered Gaussian noise."""
    @staticmethod
    def gaussian_noise(*, stddev: float, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _GaussianNoise:
        """Apply additive zero-centered Gaussian noise."""
    @staticmethod
    def global_average_pooling1d(*, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _GlobalAveragePooling1D:
        """Global average pooling operation for temporal data."""
    @staticmethod
    def global_average_pooling2d(*, dtype: str | None = None, name: str | None = None, data_format: str | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _GlobalAveragePooling2D:
        """Global average pooling operation for spatial data."""
    @staticmethod
    def global_max_pool1d(*, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _GlobalMaxPooling1D:
        ...
    @staticmethod
    def global_max_pool2d(*, dtype: str | None = None, name: str | None = None, data_format: str | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _GlobalMaxPooling2D:
        ...
    @staticmethod
    def global_max_pooling1d(*, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _GlobalMaxPooling1D:
        """Global max pooling operation for temporal data."""
    @staticmethod
    def global_max_pooling2d(*, dtype: str | None = None, name: str | None = None, data_format: str | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _GlobalMaxPooling2D:
        """Global max pooling operation for spatial data."""
    @staticmethod
    def gru(*, recurrent_activation: str | None = None, implementation: float | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None, cell: _c.Sequence[_RNNCell] | _RNNCell | None = None, return_sequences: bool | None = None, return_state: bool | None = None, go_backwards: bool | None = None, stateful: bool | None = None, unroll: bool | None = None, input_dim: float | None = None, input_length: float | None = None, units: float, activation: str | None = None, use_bias: bool | None = None, kernel_initializer: str | _Initializer | None = None, recurrent_initializer: str | _Initializer | None = None, bias_initializer: str | _Initializer | None = None, kernel_regularizer: str | _Regularizer | None = None, recurrent_regularizer: str | _Regularizer | None = None, bias_regularizer: str | _Regularizer | None = None, kernel_constraint: str | _Constraint | None = None, recurrent_constraint: str | _Constraint | None = None, bias_constraint: str | _Constraint | None = None, dropout: float | None = None, recurrent_dropout: float | None = None, dropout_func: dict[str, _t.Any] | None = None) -> _GRU:
        """Gated Recurrent Unit - Cho et al. 2014."""
    @staticmethod
    def gru_cell(*, recurrent_activation: str | None = None, implementation: float | None = None, reset_after: bool | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None, units: float, activation: str | None = None, use_bias: bool | None = None, kernel_initializer: str | _Initializer | None = None, recurrent_initializer: str | _Initializer | None = None, bias_initializer: str | _Initializer | None = None, kernel_regularizer: str | _Regularizer | None = None, recurrent_regularizer: str | _Regularizer | None = None, bias_regularizer: str | _Regularizer | None = None, kernel_constraint: str | _Constraint | None = None, recurrent_constraint: str | _Constraint | None = None, bias_constraint: str | _Constraint | None = None, dropout: float | None = None, recurrent_dropout: float | None = None, dropout_func: dict[str, _t.Any] | None = None) -> _GRUCell:
        """Cell class for `GRU`."""
    @staticmethod
    def input(*, shape: _c.Sequence[float | None] | None = None, batch_shape: _c.Sequence[float | None] | None = None, name: str | None = None, dtype: str | None = None, sparse: bool | None = None) -> SymbolicTensor:
        """Used to instantiate an input to a model as a `tf.SymbolicTensor`."""
    @staticmethod
    def input_layer(*, input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, dtype: str | None = None, sparse: bool | None = None, name: str | None = None) -> _InputLayer:
        """An input layer is an entry point into a `tf.LayersModel`."""
    @staticmethod
    def layer_normalization(*, axis: float | _c.Sequence[float] | None = None, epsilon: float | None = None, center: bool | None = None, scale: bool | None = None, beta_initializer: str | _Initializer | None = None, gamma_initializer: str | _Initializer | None = None, beta_regularizer: str | _Regularizer | None = None, gamma_regularizer: str | _Regularizer | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _LayerNormalization:
        """Layer-normalization layer (Ba et al., 2016)."""
    @staticmethod
    def leaky_re_lu(*, alpha: float | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _LeakyReLU:
        """Leaky version of a rectified linear unit."""
    @staticmethod
    def lstm(*, recurrent_activation: str | None = None, unit_forget_bias: bool | None = None, implementation: float | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None, cell: _c.Sequence[_RNNCell] | _RNNCell | None = None, return_sequences: bool | None = None, return_state: bool | None = None, go_backwards: bool | None = None, stateful: bool | None = None, unroll: bool | None = None, input_dim: float | None = None, input_length: float | None = None, units: float, activation: str | None = None, use_bias: bool | None = None, kernel_initializer: str | _Initializer | None = None, recurrent_initializer: str | _Initializer | None = None, bias_initializer: str | _Initializer | None = None, kernel_regularizer: str | _Regularizer | None = None, recurrent_regularizer: str | _Regularizer | None = None, bias_regularizer: str | _Regularizer | None = None, kernel_constraint: str | _Constraint | None = None, recurrent_constraint: str | _Constraint | None = None, bias_constraint: str | _Constraint | None = None, dropout: float | None = None, recurrent_dropout: float | None = None, dropout_func: dict[str, _t.Any] | None = None) -> _LSTM:
        """Long-Short Term Memory layer - Hochreiter 1997."""
    @staticmethod
    def lstm_cell(*, recurrent_activation: str | None = None, unit_forget_bias: bool | None = None, implementation: float | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None, units: float, activation: str | None = None, use_bias: bool | None = None, kernel_initializer: str | _Initializer | None = None, recurrent_initializer: str | _Initializer | None = None, bias_initializer: str | _Initializer | None = None, kernel_regularizer: str | _Regularizer | None = None, recurrent_regularizer: str | _Regularizer | None = None, bias_regularizer: str | _Regularizer | None = None, kernel_constraint: str | _Constraint | None = None, recurrent_constraint: str | _Constraint | None = None, bias_constraint: str | _Constraint | None = None, dropout: float | None = None, recurrent_dropout: float | None = None, dropout_func: dict[str, _t.Any] | None = None) -> _LSTMCell:
        """Cell class for `LSTM`."""
    @staticmethod
    def masking(*, mask_value: float | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _Masking:
        """Masks a sequence by using a mask value to skip timesteps."""
    @staticmethod
    def max_pool1d(*, pool_size: float | _c.Sequence[_t.Any] | None = None, strides: float | _c.Sequence[_t.Any] | None = None, padding: str | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _MaxPooling1D:
        ...
    @staticmethod
    def max_pool2d(*, pool_size: float | _c.Sequence[_t.Any] | None = None, strides: float | _c.Sequence[_t.Any] | None = None, padding: str | None = None, data_format: str | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _MaxPooling2D:
        ...
    @staticmethod
    def max_pooling1d(*, pool_size: float | _c.Sequence[_t.Any] | None = None, strides: float | _c.Sequence[_t.Any] | None = None, padding: str | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _MaxPooling1D:
        """Max pooling operation for temporal data."""
    @staticmethod
    def max_pooling2d(*, pool_size: float | _c.Sequence[_t.Any] | None = None, strides: float | _c.Sequence[_t.Any] | None = None, padding: str | None = None, data_format: str | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _MaxPooling2D:
        """Max pooling operation for spatial data."""
    @staticmethod
    def max_pooling3d(*, pool_size: float | _c.Sequence[_t.Any] | None = None, strides: float | _c.Sequence[_t.Any] | None = None, padding: str | None = None, data_format: str | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _MaxPooling3D:
        """Max pooling operation for 3D data."""
    @staticmethod
    def maximum(*, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _Maximum:
        """Layer that computes the element-wise maximum of an `Array` of inputs."""
    @staticmethod
    def minimum(*, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _Minimum:
        """Layer that computes the element-wise minimum of an `Array` of inputs."""
    @staticmethod
    def multiply(*, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _Multiply:
        """Layer that multiplies (element-wise) an `Array` of inputs."""
    @staticmethod
    def permute(*, dims: _c.Sequence[float], input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _Permute:
        """Permutes the dimensions of the input according to a given pattern."""
    @staticmethod
    def prelu(*, alpha_initializer: str | _Initializer | None = None, alpha_regularizer: _Regularizer | None = None, alpha_constraint: _Constraint | None = None, shared_axes: float | _c.Sequence[float] | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _PReLU:
        """Parameterized version of a leaky rectified linear unit."""
    @staticmethod
    def random_width(*, factor: float | _c.Sequence[_t.Any], interpolation: str | None = None, seed: float | None = None, auto_vectorize: bool | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _RandomWidth:
        """A preprocessing layer which randomly varies image width during training."""
    @staticmethod
    def re_lu(*, max_value: float | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _ReLU:
        """Rectified Linear Unit activation function."""
    @staticmethod
    def repeat_vector(*, n: float, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _RepeatVector:
        """Repeats the input n times in a new dimension."""
    @staticmethod
    def rescaling(*, scale: float | None = None, offset: float | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _Rescaling:
        """A preprocessing layer which rescales input values to a new range."""
    @staticmethod
    def reshape(*, target_shape: _c.Sequence[float | None], input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _Reshape:
        """Reshapes an input to a certain shape."""
    @staticmethod
    def resizing(*, height: float | None = None, width: float | None = None, interpolation: str | None = None, crop_to_aspect_ratio: bool | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _Resizing:
        """A preprocessing layer which resizes images. This layer resizes an image input to a target height and width. The input should be a 4D (batched) or 3D (unbatched) tensor in `"channels_last"` format. Input pixel values can be of any range (e.g. `[0., 1.)` or `[0, 255]`) and of interger or floating point dtype. By default, the layer will output floats."""
    @staticmethod
    def rnn(*, cell: _c.Sequence[_RNNCell] | _RNNCell, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None, return_sequences: bool | None = None, return_state: bool | None = None, go_backwards: bool | None = None, stateful: bool | None = None, unroll: bool | None = None, input_dim: float | None = None, input_length: float | None = None) -> RNN:
        """Base class for recurrent layers."""
    @staticmethod
    def separable_conv2d(*, depth_multiplier: float | None = None, depthwise_initializer: str | _Initializer | None = None, pointwise_initializer: str | _Initializer | None = None, depthwise_regularizer: str | _Regularizer | None = None, pointwise_regularizer: str | _Regularizer | None = None, depthwise_constraint: str | _Constraint | None = None, pointwise_constraint: str | _Constraint | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None, kernel_size: float | _c.Sequence[float], strides: float | _c.Sequence[float] | None = None, padding: str | None = None, data_format: str | None = None, dilation_rate: float | _c.Sequence[_t.Any] | None = None, activation: str | None = None, use_bias: bool | None = None, kernel_initializer: str | _Initializer | None = None, bias_initializer: str | _Initializer | None = None, kernel_constraint: str | _Constraint | None = None, bias_constraint: str | _Constraint | None = None, kernel_regularizer: str | _Regularizer | None = None, bias_regularizer: str | _Regularizer | None = None, activity_regularizer: str | _Regularizer | None = None, filters: float) -> _SeparableConv2D:
        """Depthwise separable 2D convolution."""
    @staticmethod
    def simple_rnn(*, units: float, activation: str | None = None, use_bias: bool | None = None, kernel_initializer: str | _Initializer | None = None, recurrent_initializer: str | _Initializer | None = None, bias_initializer: str | _Initializer | None = None, kernel_regularizer: str | _Regularizer | None = None, recurrent_regularizer: str | _Regularizer | None = None, bias_regularizer: str | _Regularizer | None = None, kernel_constraint: str | _Constraint | None = None, recurrent_constraint: str | _Constraint | None = None, bias_constraint: str | _Constraint | None = None, dropout: float | None = None, recurrent_dropout: float | None = None, dropout_func: dict[str, _t.Any] | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None, cell: _c.Sequence[_RNNCell] | _RNNCell | None = None, return_sequences: bool | None = None, return_state: bool | None = None, go_backwards: bool | None = None, stateful: bool | None = None, unroll: bool | None = None, input_dim: float | None = None, input_length: float | None = None) -> _SimpleRNN:
        """Fully-connected RNN where the output is to be fed back to input."""
    @staticmethod
    def simple_rnn_cell(*, units: float, activation: str | None = None, use_bias: bool | None = None, kernel_initializer: str | _Initializer | None = None, recurrent_initializer: str | _Initializer | None = None, bias_initializer: str | _Initializer | None = None, kernel_regularizer: str | _Regularizer | None = None, recurrent_regularizer: str | _Regularizer | None = None, bias_regularizer: str | _Regularizer | None = None, kernel_constraint: str | _Constraint | None = None, recurrent_constraint: str | _Constraint | None = None, bias_constraint: str | _Constraint | None = None, dropout: float | None = None, recurrent_dropout: float | None = None, dropout_func: dict[str, _t.Any] | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _SimpleRNNCell:
        """Cell class for `SimpleRNN`."""
    @staticmethod
    def softmax(*, axis: float | _c.Sequence[float] | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _Softmax:
        """Softmax activation layer."""
    @staticmethod
    def spatial_dropout1d(**args: _t.Any) -> _SpatialDropout1D:
        """Spatial 1D version of Dropout."""
    @staticmethod
    def stacked_rnn_cells(*, cells: _c.Sequence[_RNNCell], input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _StackedRNNCells:
        """Wrapper allowing a stack of RNN cells to behave as a single cell."""
    @staticmethod
    def thresholded_re_lu(*, theta: float | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _ThresholdedReLU:
        """Thresholded Rectified Linear Unit."""
    @staticmethod
    def time_distributed(*, layer: _Layer, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _TimeDistributed:
        """This wrapper applies a layer to every temporal slice of an input."""
    @staticmethod
    def up_sampling2d(*, size: _c.Sequence[float] | None = None, data_format: str | None = None, interpolation: str | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _UpSampling2D:
        """Upsampling layer for 2D inputs."""
    @staticmethod
    def zero_padding2d(*, padding: float | _c.Sequence[_t.Any] | None = None, data_format: str | None = None, input_shape: _c.Sequence[float | None] | None = None, batch_input_shape: _c.Sequence[float | None] | None = None, batch_size: float | None = None, dtype: str | None = None, name: str | None = None, trainable: bool | None = None, weights: _c.Sequence[TensorLike] | None = None, input_d_type: str | None = None) -> _ZeroPadding2D:
        """Zero-padding layer for 2D input (e.g., image)."""
def leaky_relu(x: TensorLike, alpha: float | None = None) -> Tensor:
    ...
def less(a: TensorLike, b: TensorLike) -> Tensor:
    ...
def less_equal(a: TensorLike, b: TensorLike) -> Tensor:
    ...
class linalg:
    @staticmethod
    def band_part(a: TensorLike, num_lower: float | TensorLike, num_upper: float | TensorLike) -> Tensor:
        ...
    @staticmethod
    def gram_schmidt(xs: _c.Sequence[TensorLike] | TensorLike) -> list[Tensor] | Tensor:
        ...
    @staticmethod
    def qr(x: TensorLike, full_matrices: bool | None = None) -> list[_t.Any]:
        ...
def linspace(start: float, stop: float, num: float) -> Tensor:
    """Return an evenly spaced sequence of numbers over the given interval."""
def load_graph_model_sync(model_source: dict[str, _t.Any] | _c.Sequence[_t.Any]) -> GraphModel:
    """Load a graph model given a synchronous IO handler with a 'load' method."""
def local_response_normalization(x: TensorLike, depth_radius: float | None = None, bias: float | None = None, alpha: float | None = None, beta: float | None = None) -> Tensor:
    ...
def log(x: TensorLike) -> Tensor:
    ...
def log1p(x: TensorLike) -> Tensor:
    ...
def log_sigmoid(x: TensorLike) -> Tensor:
    ...
def log_softmax(logits: TensorLike, axis: float | None = None) -> Tensor:
    ...
def log_sum_exp(x: TensorLike, axis: float | _c.Sequence[float] | None = None, keep_dims: bool | None = None) -> Tensor:
    ...
def logical_and(a: TensorLike, b: TensorLike) -> Tensor:
    ...
def logical_not(x: TensorLike) -> Tensor:
    ...
def logical_or(a: TensorLike, b: TensorLike) -> Tensor:
    ...
def logical_xor(a: TensorLike, b: TensorLike) -> Tensor:
    ...
class losses:
    @staticmethod
    def absolute_difference(labels: TensorLike, predictions: TensorLike, weights: TensorLike | None = None, reduction: float | None = None) -> Tensor:
        ...
    @staticmethod
    def compute_weighted_loss(losses: TensorLike, weights: TensorLike | None = None, reduction: float | None = None) -> Tensor:
        ...
    @staticmethod
    def cosine_distance(labels: TensorLike, predictions: TensorLike, axis: float, weights: TensorLike | None = None, reduction: float | None = None) -> Tensor:
        ...
    @staticmethod
    def hinge_loss(labels: TensorLike, predictions: TensorLike, weights: TensorLike | None = None, reduction: float | None = None) -> Tensor:
        ...
    @staticmethod
    def huber_loss(labels: TensorLike, predictions: TensorLike, weights: TensorLike | None = None, delta: float | None = None, reduction: float | None = None) -> Tensor:
        ...
    @staticmethod
    def log_loss(labels: TensorLike, predictions: TensorLike, weights: TensorLike | None = None, epsilon: float | None = None, reduction: float | None = None) -> Tensor:
        ...
    @staticmethod
    def mean_squared_error(labels: TensorLike, predictions: TensorLike, weights: TensorLike | None = None, reduction: float | None = None) -> Tensor:
        ...
    @staticmethod
    def sigmoid_cross_entropy(multi_class_labels: TensorLike, logits: TensorLike, weights: TensorLike | None = None, label_smoothing: float | None = None, reduction: float | None = None) -> Tensor:
        ...
    @staticmethod
    def softmax_cross_entropy(onehot_labels: TensorLike, logits: TensorLike, weights: TensorLike | None = None, label_smoothing: float | None = None, reduction: float | None = None) -> Tensor:
        ...
def lower_bound(sorted_sequence: TensorLike, values: TensorLike) -> Tensor:
    """Searches for where a value would go in a sorted sequence."""
def mat_mul(a: TensorLike, b: TensorLike, transpose_a: bool | None = None, transpose_b: bool | None = None) -> Tensor:
    ...
class math:
    @staticmethod
    def confusion_matrix(labels: TensorLike, predictions: TensorLike, num_classes: float) -> Tensor:
        ...
def max(x: TensorLike, axis: float | _c.Sequence[float] | None = None, keep_dims: bool | None = None) -> Tensor:
    ...
def max_pool(x: TensorLike, filter_size: float | _c.Sequence[_t.Any], strides: float | _c.Sequence[_t.Any], pad: float | str | _c.Sequence[_t.Any], dim_rounding_mode: str | None = None) -> Tensor:
    ...
def max_pool3d(x: TensorLike, filter_size: float | _c.Sequence[_t.Any], strides: float | _c.Sequence[_t.Any], pad: float | str, dim_rounding_mode: str | None = None, data_format: str | None = None) -> Tensor:
    ...
def max_pool_with_argmax(x: TensorLike, filter_size: float | _c.Sequence[_t.Any], strides: float | _c.Sequence[_t.Any], pad: float | str, include_batch_in_index: bool | None = None) -> dict[str, _t.Any]:
    ...
def maximum(a: TensorLike, b: TensorLike) -> Tensor:
    ...
def mean(x: TensorLike, axis: float | _c.Sequence[float] | None = None, keep_dims: bool | None = None) -> Tensor:
    ...
def memory() -> dict[str, _t.Any]:
    """Returns memory info at the current time in the program. The result is an object with the following properties:"""
def meshgrid(x: TensorLike | None = None, y: TensorLike | None = None, *, indexing: str | None = None) -> list[Tensor]:
    """Broadcasts parameters for evaluation on an N-D grid."""
class metrics:
    @staticmethod
    def MAPE(y_true: TensorLike, y_pred: TensorLike) -> Tensor:
        ...
    @staticmethod
    def MSE(y_true: TensorLike, y_pred: TensorLike) -> Tensor:
        ...
    @staticmethod
    def binary_accuracy(y_true: TensorLike, y_pred: TensorLike) -> Tensor:
        """Binary accuracy metric function."""
    @staticmethod
    def binary_crossentropy(y_true: TensorLike, y_pred: TensorLike) -> Tensor:
        """Binary crossentropy metric function."""
    @staticmethod
    def categorical_accuracy(y_true: TensorLike, y_pred: TensorLike) -> Tensor:
        """Categorical accuracy metric function."""
    @staticmethod
    def categorical_crossentropy(y_true: TensorLike, y_pred: TensorLike) -> Tensor:
        """Categorical crossentropy between an output tensor and a target tensor."""
    @staticmethod
    def cosine_proximity(y_true: TensorLike, y_pred: TensorLike) -> Tensor:
        """Loss or metric function: Cosine proximity."""
    @staticmethod
    def mape(y_true: TensorLike, y_pred: TensorLike) -> Tensor:
        ...
    @staticmethod
    def mean_absolute_error(y_true: TensorLike, y_pred: TensorLike) -> Tensor:
        """Loss or metric function: Mean absolute error."""
    @staticmethod
    def mean_absolute_percentage_error(y_true: TensorLike, y_pred: TensorLike) -> Tensor:
        """Loss or metric function: Mean absolute percentage error."""
    @staticmethod
    def mean_squared_error(y_true: TensorLike, y_pred: TensorLike) -> Tensor:
        """Loss or metric function: Mean squared error."""
    @staticmethod
    def mse(y_true: TensorLike, y_pred: TensorLike) -> Tensor:
        ...
    @staticmethod
    def precision(y_true: TensorLike, y_pred: TensorLike) -> Tensor:
        """Computes the precision of the predictions with respect to the labels."""
    @staticmethod
    def r2_score(y_true: TensorLike, y_pred: TensorLike) -> Tensor:
        """Computes R2 score."""
    @staticmethod
    def recall(y_true: TensorLike, y_pred: TensorLike) -> Tensor:
        """Computes the recall of the predictions with respect to the labels."""
    @staticmethod
    def sparse_categorical_accuracy(y_true: TensorLike, y_pred: TensorLike) -> Tensor:
        """Sparse categorical accuracy metric function."""
def min(x: TensorLike, axis: float | _c.Sequence[float] | None = None, keep_dims: bool | None = None) -> Tensor:
    ...
def minimum(a: TensorLike, b: TensorLike) -> Tensor:
    ...
def mirror_pad(x: TensorLike, paddings: _c.Sequence[_c.Sequence[_t.Any]], mode: str) -> Tensor:
    ...
def mod(a: TensorLike, b: TensorLike) -> Tensor:
    ...
def model(*, inputs: _c.Sequence[SymbolicTensor] | SymbolicTensor, outputs: _c.Sequence[SymbolicTensor] | SymbolicTensor, name: str | None = None) -> LayersModel:
    """A model is a data structure that consists of `Layers` and defines inputs and outputs."""
class models:
    @staticmethod
    def model_from_json(model_and_weights_config: dict[str, _t.Any], custom_objects: dict[str, _t.Any] | None = None) -> LayersModel:
        """Parses a JSON model configuration file and returns a model instance."""
    @staticmethod
    async def model_from_json_async(model_and_weights_config: dict[str, _t.Any], custom_objects: dict[str, _t.Any] | None = None) -> LayersModel: ...
def moments(x: TensorLike, axis: float | _c.Sequence[float] | None = None, keep_dims: bool | None = None) -> dict[str, _t.Any]:
    ...
def moving_average(v: TensorLike, x: TensorLike, decay: float | TensorLike, step: float | TensorLike | None = None, zero_debias: bool | None = None) -> Tensor:
    ...
def mul(a: TensorLike, b: TensorLike) -> Tensor:
    ...
def multi_rnn_cell(lstm_cells: _c.Sequence[_c.Callable[..., _t.Any]], data: TensorLike, c: _c.Sequence[TensorLike], h: _c.Sequence[TensorLike]) -> list[_t.Any]:
    ...
def multinomial(logits: TensorLike, num_samples: float, seed: float | None = None, normalized: bool | None = None) -> Tensor:
    ...
def neg(x: TensorLike) -> Tensor:
    ...
def next_frame() -> None:
    """Returns a promise that resolves when a requestAnimationFrame has completed."""
async def next_frame_async() -> None: ...
class node:
    @staticmethod
    def encode_jpeg(image: _t.Any, *arguments: _t.Any, **options: _t.Any) -> _t.Any: ...
    @staticmethod
    async def encode_jpeg_async(image: _t.Any, *arguments: _t.Any, **options: _t.Any) -> _t.Any: ...
    @staticmethod
    def encode_png(image: _t.Any, *arguments: _t.Any, **options: _t.Any) -> _t.Any: ...
    @staticmethod
    async def encode_png_async(image: _t.Any, *arguments: _t.Any, **options: _t.Any) -> _t.Any: ...
    @staticmethod
    def decode_bmp(contents: _npt.NDArray[_t.Any], channels: float | None = None) -> Tensor:
        ...
    @staticmethod
    def decode_gif(contents: _npt.NDArray[_t.Any]) -> Tensor:
        ...
    @staticmethod
    def decode_image(content: _npt.NDArray[_t.Any], channels: float | None = None, dtype: str | None = None, expand_animations: bool | None = None) -> Tensor:
        ...
    @staticmethod
    def decode_jpeg(contents: _npt.NDArray[_t.Any], channels: float | None = None, ratio: float | None = None, fancy_upscaling: bool | None = None, try_recover_truncated: bool | None = None, acceptable_fraction: float | None = None, dct_method: str | None = None) -> Tensor:
        ...
    @staticmethod
    def decode_png(contents: _npt.NDArray[_t.Any], channels: float | None = None, dtype: str | None = None) -> Tensor:
        ...
    @staticmethod
    def get_meta_graphs_from_saved_model(path: str) -> list[dict[str, _t.Any]]:
        ...
    @staticmethod
    async def get_meta_graphs_from_saved_model_async(path: str) -> list[dict[str, _t.Any]]: ...
    @staticmethod
    def get_num_of_saved_models() -> float:
        ...
    @staticmethod
    def load_saved_model(path: str, tags: _c.Sequence[str] | None = None, signature: str | None = None) -> _TFSavedModel:
        ...
    @staticmethod
    async def load_saved_model_async(path: str, tags: _c.Sequence[str] | None = None, signature: str | None = None) -> _TFSavedModel: ...
    @staticmethod
    def summary_file_writer(logdir: str, max_queue: float | None = None, flush_millis: float | None = None, filename_suffix: str | None = None) -> _SummaryFileWriter:
        ...
    @staticmethod
    def tensor_board(logdir: str | None = None, *, update_freq: str | None = None, histogram_freq: float | None = None) -> _TensorBoardCallback:
        ...
def norm(x: TensorLike, ord: float | str | None = None, axis: float | _c.Sequence[float] | None = None, keep_dims: bool | None = None) -> Tensor:
    ...
def not_equal(a: TensorLike, b: TensorLike) -> Tensor:
    ...
def one_hot(indices: TensorLike, depth: float, on_value: float | None = None, off_value: float | None = None, dtype: str | None = None) -> Tensor:
    ...
def ones(shape: _t.Any, dtype: str | None = None) -> Tensor:
    """Creates a `tf.Tensor` with all elements set to 1."""
def ones_like(x: TensorLike) -> Tensor:
    ...
def op(f: dict[str, _t.Any]) -> dict[str, _t.Any]:
    """Used for wrapping functions that perform math operations on Tensors. The function will be wrapped in a named scope that cleans all memory usage after the function is done."""
def outer_product(v1: TensorLike, v2: TensorLike) -> Tensor:
    ...
def pad(x: TensorLike, paddings: _c.Sequence[_c.Sequence[_t.Any]], constant_value: float | None = None) -> Tensor:
    ...
def pad1d(x: TensorLike, paddings: _c.Sequence[_t.Any], constant_value: float | None = None) -> Tensor:
    ...
def pad2d(x: TensorLike, paddings: _c.Sequence[_t.Any], constant_value: float | None = None) -> Tensor:
    ...
def pad3d(x: TensorLike, paddings: _c.Sequence[_t.Any], constant_value: float | None = None) -> Tensor:
    ...
def pad4d(x: TensorLike, paddings: _c.Sequence[_t.Any], constant_value: float | None = None) -> Tensor:
    ...
def pool(input: TensorLike, window_shape: float | _c.Sequence[_t.Any], pooling_type: str, pad: float | str | _c.Sequence[_t.Any], dilations: float | _c.Sequence[_t.Any] | None = None, strides: float | _c.Sequence[_t.Any] | None = None, dim_rounding_mode: str | None = None) -> Tensor:
    ...
def pow(base: TensorLike, exp: TensorLike) -> Tensor:
    ...
def prelu(x: TensorLike, alpha: TensorLike) -> Tensor:
    ...
def print(x: TensorLike, verbose: bool | None = None) -> None:
    """Prints information about the `tf.Tensor` including its data."""
def prod(x: TensorLike, axis: float | _c.Sequence[float] | None = None, keep_dims: bool | None = None) -> Tensor:
    ...
def profile(f: _c.Callable[..., _t.Any]) -> dict[str, _t.Any]:
    """Executes the provided function `f()` and returns a promise that resolves with information about the function's memory use: - `newBytes`: the number of new bytes allocated - `newTensors`: the number of new tensors created - `peakBytes`: the peak number of bytes allocated - `kernels`: an array of objects for each kernel involved that reports their input and output shapes, number of bytes used, and number of new tensors created. - `kernelNames`: an array of unique strings with just the names of the kernels in the `kernels` array."""
async def profile_async(f: _c.Callable[..., _t.Any]) -> dict[str, _t.Any]: ...
def ragged_gather(params_nested_splits: _c.Sequence[TensorLike], params_dense_values: TensorLike, indices: TensorLike, output_ragged_rank: float) -> dict[str, _t.Any]:
    ...
def ragged_range(starts: TensorLike, limits: TensorLike, deltas: TensorLike) -> dict[str, _t.Any]:
    ...
def ragged_tensor_to_tensor(shape: TensorLike, values: TensorLike, default_value: TensorLike, row_partition_tensors: _c.Sequence[TensorLike], row_partition_types: _c.Sequence[str]) -> Tensor:
    ...
def rand(shape: _t.Any, rand_function: _c.Callable[..., _t.Any], dtype: str | None = None) -> Tensor:
    ...
def random_gamma(shape: _t.Any, alpha: float, beta: float | None = None, dtype: str | None = None, seed: float | None = None) -> Tensor:
    ...
def random_normal(shape: _t.Any, mean: float | None = None, std_dev: float | None = None, dtype: str | None = None, seed: float | None = None) -> Tensor:
    ...
def random_standard_normal(shape: _t.Any, dtype: str | None = None, seed: float | None = None) -> Tensor:
    ...
def random_uniform(shape: _t.Any, minval: float | None = None, maxval: float | None = None, dtype: str | None = None, seed: str | float | None = None) -> Tensor:
    ...
def random_uniform_int(shape: _t.Any, minval: float, maxval: float, seed: str | float | None = None) -> Tensor:
    ...
def range(start: float, stop: float, step: float | None = None, dtype: str | None = None) -> Tensor:
    """Creates a new `tf.Tensor1D` filled with the numbers in the range provided."""
def ready() -> None:
    """Returns a promise that resolves when the currently selected backend (or the highest priority one) has initialized. Await this promise when you are using a backend that has async initialization."""
async def ready_async() -> None: ...
def real(input: TensorLike) -> Tensor:
    ...
def reciprocal(x: TensorLike) -> Tensor:
    ...
def register_backend(name: str, factory: _c.Callable[..., _t.Any], priority: float | None = None) -> bool:
    """Registers a global backend. The registration should happen when importing a module file (e.g. when importing `backend_webgl.ts`), and is used for modular builds (e.g. custom tfjs bundle with only webgl support)."""
def register_callback_constructor(verbosity_level: float, **callback_constructor: _t.Any) -> None:
    ...
def register_gradient(*, kernel_name: str, inputs_to_save: _c.Sequence[str] | None = None, save_all_inputs: bool | None = None, outputs_to_save: _c.Sequence[bool] | None = None, grad_func: _c.Callable[..., _t.Any]) -> None:
    """Registers a gradient function for a given kernel in the global registry, to be used during the back-propagation of that kernel."""
def register_kernel(*, kernel_name: str, backend_name: str, kernel_func: _c.Callable[..., _t.Any], setup_func: _c.Callable[..., _t.Any] | None = None, dispose_func: _c.Callable[..., _t.Any] | None = None) -> None:
    """Registers the function (forward pass) for the kernel in a global registry."""
def register_op(name: str, op_func: _c.Callable[..., _t.Any]) -> None:
    """Register an Op for graph model executor. This allows you to register TensorFlow custom op or override existing op."""
class regularizers:
    @staticmethod
    def l1(*, l1: float | None = None) -> _Regularizer:
        """Regularizer for L1 regularization."""
    @staticmethod
    def l1l2(*, l1: float | None = None, l2: float | None = None) -> _Regularizer:
        """Regularizer for L1 and L2 regularization."""
    @staticmethod
    def l2(*, l2: float | None = None) -> _Regularizer:
        """Regularizer for L2 regularization."""
def relu(x: TensorLike) -> Tensor:
    ...
def relu6(x: TensorLike) -> Tensor:
    ...
def remove_backend(name: str) -> None:
    """Removes a backend and the registered factory."""
def reshape(x: TensorLike, shape: _t.Any) -> Tensor:
    ...
def reverse(x: TensorLike, axis: float | _c.Sequence[float] | None = None) -> Tensor:
    ...
def reverse1d(x: TensorLike) -> Tensor:
    ...
def reverse2d(x: TensorLike, axis: float | _c.Sequence[float] | None = None) -> Tensor:
    ...
def reverse3d(x: TensorLike, axis: float | _c.Sequence[float] | None = None) -> Tensor:
    ...
def reverse4d(x: TensorLike, axis: float | _c.Sequence[float] | None = None) -> Tensor:
    ...
def rfft(input: TensorLike, fft_length: float | None = None) -> Tensor:
    ...
def round(x: TensorLike) -> Tensor:
    ...
def rsqrt(x: TensorLike) -> Tensor:
    ...
def scatter_nd(indices: TensorLike, updates: TensorLike, shape: _t.Any) -> Tensor:
    ...
class scatter_util:
    @staticmethod
    def calculate_shapes(*, data_id: _t.Any, shape: _c.Sequence[float], dtype: str) -> dict[str, _t.Any]:
        """Calculate the shape information for the output."""
    @staticmethod
    def validate_input(updates: TensorLike, indices: TensorLike, shape: _c.Sequence[float]) -> None:
        """Validate scatter nd inputs."""
    @staticmethod
    def validate_update_shape(shape: _c.Sequence[float], indices: TensorLike, updates: TensorLike) -> None:
        """Check whether updates.shape = indices.shape[:batchDim] + shape[sliceDim:]"""
def search_sorted(sorted_sequence: TensorLike, values: TensorLike, side: str | None = None) -> Tensor:
    ...
def selu(x: TensorLike) -> Tensor:
    ...
def separable_conv2d(x: TensorLike, depthwise_filter: TensorLike, pointwise_filter: TensorLike, strides: float | _c.Sequence[_t.Any], pad: str, dilation: float | _c.Sequence[_t.Any] | None = None, data_format: str | None = None) -> Tensor:
    ...
def sequential(*, layers: _c.Sequence[_Layer] | None = None, name: str | None = None) -> Sequential:
    """Creates a `tf.Sequential` model. A sequential model is any model where the outputs of one layer are the inputs to the next layer, i.e. the model topology is a simple 'stack' of layers, with no branching or skipping."""
class serialization:
    Serializable: _t.TypeAlias = _Serializable
    SerializationMap: _t.TypeAlias = _SerializationMap
    @staticmethod
    def get_registered_name(*, class_name: str, from_config: _c.Callable[..., _t.Any]) -> str:
        """Get the registered name of a class. If the class has not been registered, return the class name."""
    @staticmethod
    def register_class(pkg: str | None = None, name: str | None = None, *, class_name: str, from_config: _c.Callable[..., _t.Any]) -> dict[str, _t.Any]:
        """Register a class with the serialization map of TensorFlow.js."""
def set_platform(platform_name: str, platform: dict[str, _t.Any]) -> None:
    """Sets the global platform."""
async def setdiff1d_async(x: TensorLike, y: TensorLike) -> list[_t.Any]:
    ...
def setdiff1d(x: TensorLike, y: TensorLike) -> list[_t.Any]: ...
class shared:
    @staticmethod
    def add_impl(a_shape: _c.Sequence[float], b_shape: _c.Sequence[float], a_vals: _c.Sequence[str] | _npt.NDArray[_t.Any], b_vals: _c.Sequence[str] | _npt.NDArray[_t.Any], dtype: str) -> list[_t.Any]:
        ...
    @staticmethod
    def bincount_impl(x_vals: _npt.NDArray[_t.Any], weights_vals: _npt.NDArray[_t.Any], weights_dtype: str, weights_shape: _c.Sequence[float], size: float) -> _npt.NDArray[_t.Any]:
        ...
    @staticmethod
    def bincount_reduce_impl(x_buf: TensorBuffer, weights_buf: TensorBuffer, size: float, binary_output: bool | None = None) -> TensorBuffer:
        ...
    @staticmethod
    def bitwise_and_impl(a_shape: _c.Sequence[float], b_shape: _c.Sequence[float], a_vals: _c.Sequence[str] | _npt.NDArray[_t.Any], b_vals: _c.Sequence[str] | _npt.NDArray[_t.Any], dtype: str) -> list[_t.Any]:
        ...
    @staticmethod
    def cast_impl(values: _npt.NDArray[_t.Any], shape: _c.Sequence[float], input_type: str, dtype: str) -> list[_t.Any]:
        ...
    @staticmethod
    def ceil_impl(values: dict[str, _t.Any], dtype: str, attrs: dict[str, _t.Any] | None = None) -> _npt.NDArray[_t.Any]:
        ...
    @staticmethod
    def concat_impl(inputs: _c.Sequence[dict[str, _t.Any]], out_shape: _c.Sequence[float], dtype: str, simply_concat: bool) -> list[str] | _npt.NDArray[_t.Any]:
        ...
    @staticmethod
    def equal_impl(a_shape: _c.Sequence[float], b_shape: _c.Sequence[float], a_vals: _c.Sequence[str] | _npt.NDArray[_t.Any], b_vals: _c.Sequence[str] | _npt.NDArray[_t.Any], dtype: str) -> list[_t.Any]:
        ...
    @staticmethod
    def exp_impl(values: dict[str, _t.Any], dtype: str, attrs: dict[str, _t.Any] | None = None) -> _npt.NDArray[_t.Any]:
        ...
    @staticmethod
    def expm1_impl(values: dict[str, _t.Any], dtype: str, attrs: dict[str, _t.Any] | None = None) -> _npt.NDArray[_t.Any]:
        ...
    @staticmethod
    def floor_div_impl(a_shape: _c.Sequence[float], b_shape: _c.Sequence[float], a_vals: _c.Sequence[str] | _npt.NDArray[_t.Any], b_vals: _c.Sequence[str] | _npt.NDArray[_t.Any], dtype: str) -> list[_t.Any]:
        ...
    @staticmethod
    def floor_impl(values: dict[str, _t.Any], dtype: str, attrs: dict[str, _t.Any] | None = None) -> _npt.NDArray[_t.Any]:
        ...
    @staticmethod
    def gather_nd_impl(indices_data: _npt.NDArray[_t.Any], params_buf: TensorBuffer, dtype: str, num_slices: float, slice_rank: float, slice_size: float, strides: _c.Sequence[float], params_shape: _c.Sequence[float], params_size: float) -> TensorBuffer:
        ...
    @staticmethod
    def gather_v2_impl(x_buf: TensorBuffer, indices_buf: TensorBuffer, flatten_output_shape: _c.Sequence[float]) -> TensorBuffer:
        ...
    @staticmethod
    def greater_equal_impl(a_shape: _c.Sequence[float], b_shape: _c.Sequence[float], a_vals: _c.Sequence[str] | _npt.NDArray[_t.Any], b_vals: _c.Sequence[str] | _npt.NDArray[_t.Any], dtype: str) -> list[_t.Any]:
        ...
    @staticmethod
    def greater_impl(a_shape: _c.Sequence[float], b_shape: _c.Sequence[float], a_vals: _c.Sequence[str] | _npt.NDArray[_t.Any], b_vals: _c.Sequence[str] | _npt.NDArray[_t.Any], dtype: str) -> list[_t.Any]:
        ...
    @staticmethod
    def less_equal_impl(a_shape: _c.Sequence[float], b_shape: _c.Sequence[float], a_vals: _c.Sequence[str] | _npt.NDArray[_t.Any], b_vals: _c.Sequence[str] | _npt.NDArray[_t.Any], dtype: str) -> list[_t.Any]:
        ...
    @staticmethod
    def less_impl(a_shape: _c.Sequence[float], b_shape: _c.Sequence[float], a_vals: _c.Sequence[str] | _npt.NDArray[_t.Any], b_vals: _c.Sequence[str] | _npt.NDArray[_t.Any], dtype: str) -> list[_t.Any]:
        ...
    @staticmethod
    def lin_space_impl(start: float, stop: float, num: float) -> _npt.NDArray[_t.Any]:
        ...
    @staticmethod
    def log_impl(values: dict[str, _t.Any], dtype: str, attrs: dict[str, _t.Any] | None = None) -> _npt.NDArray[_t.Any]:
        ...
    @staticmethod
    def max_impl(a_vals: _npt.NDArray[_t.Any], reduce_size: float, out_shape: _c.Sequence[float], dtype: str) -> _npt.NDArray[_t.Any]:
        ...
    @staticmethod
    def maximum_impl(a_shape: _c.Sequence[float], b_shape: _c.Sequence[float], a_vals: _c.Sequence[str] | _npt.NDArray[_t.Any], b_vals: _c.Sequence[str] | _npt.NDArray[_t.Any], dtype: str) -> list[_t.Any]:
        ...
    @staticmethod
    def minimum_impl(a_shape: _c.Sequence[float], b_shape: _c.Sequence[float], a_vals: _c.Sequence[str] | _npt.NDArray[_t.Any], b_vals: _c.Sequence[str] | _npt.NDArray[_t.Any], dtype: str) -> list[_t.Any]:
        ...
    @staticmethod
    def multiply_impl(a_shape: _c.Sequence[float], b_shape: _c.Sequence[float], a_vals: _c.Sequence[str] | _npt.NDArray[_t.Any], b_vals: _c.Sequence[str] | _npt.NDArray[_t.Any], dtype: str) -> list[_t.Any]:
        ...
    @staticmethod
    def neg_impl(x_vals: _npt.NDArray[_t.Any], x_shape: _c.Sequence[float], x_dtype: str) -> list[_t.Any]:
        ...
    @staticmethod
    def not_equal_impl(a_shape: _c.Sequence[float], b_shape: _c.Sequence[float], a_vals: _c.Sequence[str] | _npt.NDArray[_t.Any], b_vals: _c.Sequence[str] | _npt.NDArray[_t.Any], dtype: str) -> list[_t.Any]:
        ...
    @staticmethod
    def prod_impl(x_shape: _c.Sequence[float], x_dtype: str, x_vals: _npt.NDArray[_t.Any], reduction_axes: _c.Sequence[float]) -> dict[str, _t.Any]:
        ...
    @staticmethod
    def ragged_gather_impl(params_nested_splits: _c.Sequence[_npt.NDArray[_t.Any]], params_nested_splits_shapes: _c.Sequence[_c.Sequence[float]], params_dense_values: _npt.NDArray[_t.Any], params_dense_values_shape: _c.Sequence[float], params_dense_values_d_type: str, indices: _npt.NDArray[_t.Any], indices_shape: _c.Sequence[float], output_ragged_rank: float) -> list[_t.Any]:
        ...
    @staticmethod
    def ragged_range_impl(starts: _npt.NDArray[_t.Any], starts_shape: _c.Sequence[float], starts_d_type: str, limits: _npt.NDArray[_t.Any], limits_shape: _c.Sequence[float], deltas: _npt.NDArray[_t.Any], deltas_shape: _c.Sequence[float]) -> list[_t.Any]:
        ...
    @staticmethod
    def ragged_tensor_to_tensor_impl(shape: _npt.NDArray[_t.Any], shapes_shape: _c.Sequence[float], values: _npt.NDArray[_t.Any], values_shape: _c.Sequence[float], values_d_type: str, default_value: _npt.NDArray[_t.Any], default_value_shape: _c.Sequence[float], row_partition_values: _c.Sequence[_npt.NDArray[_t.Any]], row_partition_values_shapes: _c.Sequence[_c.Sequence[float]], row_partition_types: _c.Sequence[str]) -> list[_t.Any]:
        ...
    @staticmethod
    def range_impl(start: float, stop: float, step: float, dtype: str) -> _npt.NDArray[_t.Any]:
        ...
    @staticmethod
    def rsqrt_impl(values: dict[str, _t.Any], dtype: str, attrs: dict[str, _t.Any] | None = None) -> _npt.NDArray[_t.Any]:
        ...
    @staticmethod
    def scatter_impl(indices: TensorBuffer, updates: TensorBuffer, shape: _c.Sequence[float], output_size: float, slice_size: float, num_updates: float, slice_rank: float, strides: _c.Sequence[float], default_value: _t.Any, sum_dupe_indices: bool) -> TensorBuffer:
        ...
    @staticmethod
    def sigmoid_impl(values: dict[str, _t.Any], dtype: str, attrs: dict[str, _t.Any] | None = None) -> _npt.NDArray[_t.Any]:
        ...
    @staticmethod
    def simple_abs_impl(vals: _npt.NDArray[_t.Any]) -> _npt.NDArray[_t.Any]:
        ...
    @staticmethod
    def slice_impl(vals: _c.Sequence[_npt.NDArray[_t.Any]] | _npt.NDArray[_t.Any], begin: _c.Sequence[float], size: _c.Sequence[float], shape: _c.Sequence[float], dtype: str) -> list[_npt.NDArray[_t.Any]] | _npt.NDArray[_t.Any]:
        ...
    @staticmethod
    def sparse_fill_empty_rows_impl(indices: _npt.NDArray[_t.Any], indices_shape: _c.Sequence[float], indices_d_type: str, values: _npt.NDArray[_t.Any], values_d_type: str, dense_shape: _npt.NDArray[_t.Any], default_value: float) -> list[_t.Any]:
        ...
    @staticmethod
    def sparse_reshape_impl(input_indices: _npt.NDArray[_t.Any], input_indices_shape: _c.Sequence[float], input_d_type: str, input_shape: _c.Sequence[float], target_shape: _c.Sequence[float]) -> list[_t.Any]:
        ...
    @staticmethod
    def sparse_segment_reduction_impl(input: _npt.NDArray[_t.Any], input_shape: _c.Sequence[float], input_d_type: str, indices: _npt.NDArray[_t.Any], segment_ids: _npt.NDArray[_t.Any], is_mean: bool | None = None, default_value: float | None = None) -> list[_t.Any]:
        ...
    @staticmethod
    def sqrt_impl(values: dict[str, _t.Any], dtype: str, attrs: dict[str, _t.Any] | None = None) -> _npt.NDArray[_t.Any]:
        ...
    @staticmethod
    def squared_difference_impl(a_shape: _c.Sequence[float], b_shape: _c.Sequence[float], a_vals: _c.Sequence[str] | _npt.NDArray[_t.Any], b_vals: _c.Sequence[str] | _npt.NDArray[_t.Any], dtype: str) -> list[_t.Any]:
        ...
    @staticmethod
    def static_regex_replace_impl(values: dict[str, _t.Any], dtype: str, attrs: dict[str, _t.Any] | None = None) -> list[str]:
        ...
    @staticmethod
    def strided_slice_impl(out_shape: _c.Sequence[float], x_buf: TensorBuffer, strides: _c.Sequence[float], begin: _c.Sequence[float]) -> TensorBuffer:
        ...
    @staticmethod
    def string_n_grams_impl(data: _c.Sequence[_npt.NDArray[_t.Any]], data_splits: _npt.NDArray[_t.Any], separator: str, n_gram_widths: _c.Sequence[float], left_pad: str, right_pad: str, pad_width: float, preserve_short_sequences: bool) -> list[_t.Any]:
        ...
    @staticmethod
    def string_split_impl(input: _c.Sequence[_npt.NDArray[_t.Any]], delimiter: _npt.NDArray[_t.Any], skip_empty: bool) -> list[_t.Any]:
        ...
    @staticmethod
    def string_to_hash_bucket_fast_impl(input: _c.Sequence[_npt.NDArray[_t.Any]], num_buckets: float) -> _npt.NDArray[_t.Any]:
        ...
    @staticmethod
    def sub_impl(a_shape: _c.Sequence[float], b_shape: _c.Sequence[float], a_vals: _c.Sequence[str] | _npt.NDArray[_t.Any], b_vals: _c.Sequence[str] | _npt.NDArray[_t.Any], dtype: str) -> list[_t.Any]:
        ...
    @staticmethod
    def tile_impl(x_buf: TensorBuffer, reps: _c.Sequence[float]) -> TensorBuffer:
        """An implementation of the tile kernel shared between webgl and cpu for string tensors only."""
    @staticmethod
    def top_k_impl(x: _npt.NDArray[_t.Any], x_shape: _c.Sequence[float], x_dtype: str, k: float, sorted: bool) -> list[_t.Any]:
        ...
    @staticmethod
    def transpose_impl(x_vals: _npt.NDArray[_t.Any], x_shape: _c.Sequence[float], dtype: str, perm: _c.Sequence[float], new_shape: _c.Sequence[float]) -> _npt.NDArray[_t.Any]:
        ...
    @staticmethod
    def unique_impl(values: _c.Sequence[_npt.NDArray[_t.Any]] | _npt.NDArray[_t.Any], axis: float, shape: _c.Sequence[float], dtype: str) -> dict[str, _t.Any]:
        ...
def sigmoid(x: TensorLike) -> Tensor:
    ...
def sign(x: TensorLike) -> Tensor:
    ...
class signal:
    @staticmethod
    def frame(signal: TensorLike, frame_length: float, frame_step: float, pad_end: bool | None = None, pad_value: float | None = None) -> Tensor:
        ...
    @staticmethod
    def hamming_window(window_length: float) -> Tensor:
        ...
    @staticmethod
    def hann_window(window_length: float) -> Tensor:
        ...
    @staticmethod
    def stft(signal: TensorLike, frame_length: float, frame_step: float, fft_length: float | None = None, window_fn: _c.Callable[..., _t.Any] | None = None) -> Tensor:
        ...
def sin(x: TensorLike) -> Tensor:
    ...
def sinh(x: TensorLike) -> Tensor:
    ...
def slice(x: TensorLike, begin: float | _c.Sequence[float], size: float | _c.Sequence[float] | None = None) -> Tensor:
    ...
def slice1d(x: TensorLike, begin: float, size: float) -> Tensor:
    ...
def slice2d(x: TensorLike, begin: _c.Sequence[_t.Any], size: _c.Sequence[_t.Any]) -> Tensor:
    ...
def slice3d(x: TensorLike, begin: _c.Sequence[_t.Any], size: _c.Sequence[_t.Any]) -> Tensor:
    ...
def slice4d(x: TensorLike, begin: _c.Sequence[_t.Any], size: _c.Sequence[_t.Any]) -> Tensor:
    ...
class slice_util:
    @staticmethod
    def assert_params_valid(begin: _c.Sequence[float], size: _c.Sequence[float], *, data_id: _t.Any, shape: _c.Sequence[float], dtype: str) -> None:
        ...
    @staticmethod
    def compute_flat_offset(begin: _c.Sequence[float], strides: _c.Sequence[float]) -> float:
        ...
    @staticmethod
    def compute_out_shape(begin: _c.Sequence[float], end: _c.Sequence[float], strides: _c.Sequence[float]) -> list[float]:
        """Computes the output shape given the strided slice params."""
    @staticmethod
    def get_normalized_axes(input_shape: _c.Sequence[float], ellipsis_axes: _c.Sequence[float], num_interpolated_axes: float, begin: _c.Sequence[float], end: _c.Sequence[float], strides: _c.Sequence[float], begin_mask: float, end_mask: float, ellipsis_mask: float) -> dict[str, _t.Any]:
        ...
    @staticmethod
    def is_slice_continous(shape: _c.Sequence[float], begin: _c.Sequence[float], size: _c.Sequence[float]) -> bool:
        """Returns true if the slice occupies a continous set of elements in the 'flat' space."""
    @staticmethod
    def mask_to_axes(mask: float) -> list[float]:
        """Converts a binary mask to an array of axes. Used in stridedSlice()."""
    @staticmethod
    def parse_slice_params(begin: float | _c.Sequence[float], size: float | _c.Sequence[float] | None = None, *, data_id: _t.Any, shape: _c.Sequence[float], dtype: str) -> list[list[float]]:
        ...
    @staticmethod
    def slice_info(x_shape: _c.Sequence[float], begin: _c.Sequence[float], end: _c.Sequence[float], strides: _c.Sequence[float], begin_mask: float, end_mask: float, ellipsis_mask: float, new_axis_mask: float, shrink_axis_mask: float) -> dict[str, _t.Any]:
        ...
    @staticmethod
    def start_for_axis(begin_mask: float, start_indices: _c.Sequence[float], strides: _c.Sequence[float], input_shape: _c.Sequence[float], axis: float, ellipsis_mask: float) -> float:
        ...
    @staticmethod
    def start_indices_with_elided_dims(begin_mask: float, ellipsis_insertion_index: float, num_elided_axes: float, original_begin: _c.Sequence[float], input_shape: _c.Sequence[float]) -> list[float]:
        ...
    @staticmethod
    def stop_for_axis(end_mask: float, stop_indices: _c.Sequence[float], strides: _c.Sequence[float], input_shape: _c.Sequence[float], axis: float, ellipsis_mask: float) -> float:
        ...
    @staticmethod
    def stop_indices_with_elided_dims(end_mask: float, ellipsis_insertion_index: float, num_elided_axes: float, original_end: _c.Sequence[float], input_shape: _c.Sequence[float]) -> list[float]:
        ...
    @staticmethod
    def strides_for_axis(strides: _c.Sequence[float], axis: float, ellipsis_mask: float) -> float:
        ...
    @staticmethod
    def strides_with_elided_dims(strides: _c.Sequence[float], ellipsis_insertion_index: float, num_elided_axes: float, input_shape: _c.Sequence[float]) -> list[float]:
        ...
def softmax(logits: TensorLike, dim: float | None = None) -> Tensor:
    ...
def softplus(x: TensorLike) -> Tensor:
    ...
def space_to_batch_nd(x: TensorLike, block_shape: _c.Sequence[float], paddings: _c.Sequence[_c.Sequence[float]]) -> Tensor:
    ...
class sparse:
    @staticmethod
    def sparse_fill_empty_rows(indices: TensorLike, values: TensorLike, dense_shape: TensorLike, default_value: str | float | bool | TensorLike | _npt.NDArray[_t.Any]) -> dict[str, _t.Any]:
        ...
    @staticmethod
    def sparse_reshape(input_indices: TensorLike, input_shape: TensorLike, new_shape: TensorLike) -> dict[str, _t.Any]:
        ...
    @staticmethod
    def sparse_segment_mean(data: TensorLike, indices: TensorLike, segment_ids: TensorLike) -> Tensor:
        ...
    @staticmethod
    def sparse_segment_sum(data: TensorLike, indices: TensorLike, segment_ids: TensorLike) -> Tensor:
        ...
def sparse_to_dense(sparse_indices: TensorLike, sparse_values: TensorLike, output_shape: _t.Any, default_value: str | float | bool | TensorLike | _npt.NDArray[_t.Any] | None = None) -> Tensor:
    ...
class spectral:
    @staticmethod
    def fft(input: TensorLike) -> Tensor:
        ...
    @staticmethod
    def ifft(input: TensorLike) -> Tensor:
        ...
    @staticmethod
    def irfft(input: TensorLike) -> Tensor:
        ...
    @staticmethod
    def rfft(input: TensorLike, fft_length: float | None = None) -> Tensor:
        ...
def split(x: TensorLike, num_or_size_splits: float | _c.Sequence[float], axis: float | None = None) -> list[Tensor]:
    ...
def sqrt(x: TensorLike) -> Tensor:
    ...
def square(x: TensorLike) -> Tensor:
    ...
def squared_difference(a: TensorLike, b: TensorLike) -> Tensor:
    ...
def squeeze(x: TensorLike, axis: _c.Sequence[float] | None = None) -> Tensor:
    ...
def stack(tensors: _c.Sequence[TensorLike], axis: float | None = None) -> Tensor:
    ...
def step(x: TensorLike, alpha: float | None = None) -> Tensor:
    ...
def strided_slice(x: TensorLike, begin: _c.Sequence[float], end: _c.Sequence[float], strides: _c.Sequence[float] | None = None, begin_mask: float | None = None, end_mask: float | None = None, ellipsis_mask: float | None = None, new_axis_mask: float | None = None, shrink_axis_mask: float | None = None) -> Tensor:
    ...
class string:
    @staticmethod
    def static_regex_replace(input: TensorLike, pattern: str, rewrite: str, replace_global: bool | None = None) -> Tensor:
        ...
    @staticmethod
    def string_n_grams(data: TensorLike, data_splits: TensorLike, separator: str, n_gram_widths: _c.Sequence[float], left_pad: str, right_pad: str, pad_width: float, preserve_short_sequences: bool) -> dict[str, _t.Any]:
        ...
    @staticmethod
    def string_split(input: TensorLike, delimiter: str | float | bool | TensorLike | _npt.NDArray[_t.Any], skip_empty: bool | None = None) -> dict[str, _t.Any]:
        ...
    @staticmethod
    def string_to_hash_bucket_fast(input: TensorLike, num_buckets: float) -> Tensor:
        ...
def sub(a: TensorLike, b: TensorLike) -> Tensor:
    ...
def sum(x: TensorLike, axis: float | _c.Sequence[float] | None = None, keep_dims: bool | None = None) -> Tensor:
    ...
def sum_out_type(type: str) -> str:
    """Returns the output type after summation."""
def tan(x: TensorLike) -> Tensor:
    ...
def tanh(x: TensorLike) -> Tensor:
    ...
def tensor_scatter_update(tensor: TensorLike, indices: TensorLike, updates: TensorLike) -> Tensor:
    ...
class tensor_util:
    @staticmethod
    def assert_types_match(a: TensorLike, b: TensorLike) -> None:
        ...
    @staticmethod
    def get_tensors_in_container(result: TensorLike) -> list[Tensor]:
        """Extracts any `Tensor`s found within the provided object."""
    @staticmethod
    def is_tensor_in_list(tensor: TensorLike, tensor_list: _c.Sequence[TensorLike]) -> bool:
        ...
    @staticmethod
    def make_types_match(a: TensorLike, b: TensorLike) -> list[_t.Any]:
        ...
class test_util:
    TEST_EPSILON_FLOAT16: float
    @staticmethod
    def create_video_element(source: _t.Any) -> dict[str, _t.Any]:
        """Creates an HTMLVideoElement with autoplay-friendly default settings."""
    @staticmethod
    async def create_video_element_async(source: _t.Any) -> dict[str, _t.Any]: ...
    @staticmethod
    def encode_strings(a: dict[str, _t.Any]) -> dict[str, _t.Any]:
        """Encodes strings into utf-8 bytes."""
    @staticmethod
    def expect_array_buffers_equal(actual: bytes, expected: bytes) -> None:
        ...
    @staticmethod
    def expect_arrays_close(actual: TensorLike, expected: TensorLike, epsilon: float | None = None) -> None:
        ...
    @staticmethod
    def expect_arrays_equal(actual: TensorLike, expected: TensorLike) -> None:
        ...
    @staticmethod
    def expect_numbers_close(a: float, e: float, epsilon: float | None = None) -> None:
        ...
    @staticmethod
    def expect_promise_to_fail(fn: _c.Callable[..., _t.Any], done: _c.Callable[..., _t.Any]) -> None:
        ...
    @staticmethod
    def expect_values_in_range(actual: _c.Sequence[float] | _npt.NDArray[_t.Any], low: float, high: float) -> None:
        ...
    @staticmethod
    def play(**video: _t.Any) -> None:
        ...
    @staticmethod
    async def play_async(**video: _t.Any) -> None: ...
    @staticmethod
    def test_epsilon() -> float:
        ...
def tile(x: TensorLike, reps: _c.Sequence[float]) -> Tensor:
    ...
def time(f: _c.Callable[..., _t.Any]) -> dict[str, _t.Any]:
    """Executes `f()` and returns a promise that resolves with timing information."""
async def time_async(f: _c.Callable[..., _t.Any]) -> dict[str, _t.Any]: ...
def topk(x: TensorLike, k: float | None = None, sorted: bool | None = None) -> dict[str, _t.Any]:
    ...
class train:
    @staticmethod
    def adam(learning_rate: float = ..., beta1: float = ..., beta2: float = ..., epsilon: float | str | None = ...) -> _t.Any: ...
    @staticmethod
    def adadelta(learning_rate: float | None = None, rho: float | None = None, epsilon: float | None = None) -> AdadeltaOptimizer:
        """Constructs a `tf.AdadeltaOptimizer` that uses the Adadelta algorithm. See [https://arxiv.org/abs/1212.5701](https://arxiv.org/abs/1212.5701)"""
    @staticmethod
    def adagrad(learning_rate: float, initial_accumulator_value: float | None = None) -> AdagradOptimizer:
        """Constructs a `tf.AdagradOptimizer` that uses the Adagrad algorithm. See [http://www.jmlr.org/papers/volume12/duchi11a/duchi11a.pdf]( http://www.jmlr.org/papers/volume12/duchi11a/duchi11a.pdf) or [http://ruder.io/optimizing-gradient-descent/index.html#adagrad]( http://ruder.io/optimizing-gradient-descent/index.html#adagrad)"""
    @staticmethod
    def adamax(learning_rate: float | None = None, beta1: float | None = None, beta2: float | None = None, epsilon: float | None = None, decay: float | None = None) -> AdamaxOptimizer:
        """Constructs a `tf.AdamaxOptimizer` that uses the Adamax algorithm. See [https://arxiv.org/abs/1412.6980](https://arxiv.org/abs/1412.6980)"""
    @staticmethod
    def momentum(learning_rate: float, momentum: float, use_nesterov: bool | None = None) -> MomentumOptimizer:
        """Constructs a `tf.MomentumOptimizer` that uses momentum gradient descent."""
    @staticmethod
    def rmsprop(learning_rate: float, decay: float | None = None, momentum: float | None = None, epsilon: float | None = None, centered: bool | None = None) -> RMSPropOptimizer:
        """Constructs a `tf.RMSPropOptimizer` that uses RMSProp gradient descent. This implementation uses plain momentum and is not centered version of RMSProp."""
    @staticmethod
    def sgd(learning_rate: float) -> SGDOptimizer:
        """Constructs a `tf.SGDOptimizer` that uses stochastic gradient descent."""
def transpose(x: TensorLike, perm: _c.Sequence[float] | None = None, conjugate: bool | None = None) -> Tensor:
    ...
def truncated_normal(shape: _t.Any, mean: float | None = None, std_dev: float | None = None, dtype: str | None = None, seed: float | None = None) -> Tensor:
    ...
def unique(x: TensorLike, axis: float | None = None) -> dict[str, _t.Any]:
    ...
def unregister_gradient(kernel_name: str) -> None:
    """Removes the registered gradient from the global registry."""
def unregister_kernel(kernel_name: str, backend_name: str) -> None:
    """Removes the kernel function from the registry."""
def unsorted_segment_sum(x: TensorLike, segment_ids: TensorLike, num_segments: float) -> Tensor:
    ...
def unstack(x: TensorLike, axis: float | None = None) -> list[Tensor]:
    ...
def upcast_type(type_a: str, type_b: str) -> str:
    ...
def upper_bound(sorted_sequence: TensorLike, values: TensorLike) -> Tensor:
    """Searches for where a value would go in a sorted sequence."""
class util:
    @staticmethod
    def arrays_equal(n1: _c.Sequence[float] | _c.Sequence[bool] | _npt.NDArray[_t.Any], n2: _c.Sequence[float] | _c.Sequence[bool] | _npt.NDArray[_t.Any]) -> bool:
        ...
    @staticmethod
    def arrays_equal_with_null(n1: _c.Sequence[float], n2: _c.Sequence[float]) -> bool:
        ...
    @staticmethod
    def assert_(expr: bool, msg: _c.Callable[..., _t.Any]) -> None:
        """Asserts that the expression is true. Otherwise throws an error with the provided message."""
    @staticmethod
    def assert_non_negative_integer_dimensions(shape: _c.Sequence[float]) -> None:
        ...
    @staticmethod
    def assert_non_null(a: TensorLike) -> None:
        ...
    @staticmethod
    def assert_shapes_match(shape_a: _c.Sequence[float], shape_b: _c.Sequence[float], error_message_prefix: str | None = None) -> None:
        ...
    @staticmethod
    def bytes_from_string_array(arr: _c.Sequence[_npt.NDArray[_t.Any]]) -> float:
        """Returns the approximate number of bytes allocated in the string array - 2 bytes per character. Computing the exact bytes for a native string in JS is not possible since it depends on the encoding of the html page that serves the website."""
    @staticmethod
    def bytes_per_element(dtype: str) -> float:
        ...
    @staticmethod
    def check_conversion_for_errors(vals: _t.Any, dtype: str) -> None:
        ...
    @staticmethod
    def clamp(min: float, x: float, max: float) -> float:
        """Clamps a value to a specified range."""
    @staticmethod
    def compute_strides(shape: _c.Sequence[float]) -> list[float]:
        ...
    @staticmethod
    def convert_backend_values_and_array_buffer(data: _c.Sequence[_npt.NDArray[_t.Any]] | bytes | _npt.NDArray[_t.Any], dtype: str) -> list[_npt.NDArray[_t.Any]] | _npt.NDArray[_t.Any]:
        ...
    @staticmethod
    def create_scalar_value(value: str, dtype: str) -> list[_npt.NDArray[_t.Any]] | _npt.NDArray[_t.Any]:
        """Create typed array for scalar value. Used for storing in `DataStorage`."""
    @staticmethod
    def create_shuffled_indices(n: float) -> dict[str, _t.Any]:
        """Creates a new array with randomized indices to a given quantity."""
    @staticmethod
    def decode_string(bytes: _npt.NDArray[_t.Any], encoding: str | None = None) -> str:
        """Decodes the provided bytes into a string using the provided encoding scheme."""
    @staticmethod
    def dist_squared(a: _c.Sequence[float] | _c.Sequence[bool] | _npt.NDArray[_t.Any], b: _c.Sequence[float] | _c.Sequence[bool] | _npt.NDArray[_t.Any]) -> float:
        """Returns the squared Euclidean distance between two vectors."""
    @staticmethod
    def encode_string(s: str, encoding: str | None = None) -> _npt.NDArray[_t.Any]:
        """Encodes the provided string into bytes using the provided encoding scheme."""
    @staticmethod
    def fetch(path: str, *, method: str | None = None, keepalive: bool | None = None, headers: _t.Any | None = None, body: _t.Any | None = None, redirect: str | None = None, integrity: str | None = None, signal: dict[str, _t.Any] | None = None, credentials: str | None = None, mode: str | None = None, referrer: str | None = None, referrer_policy: str | None = None, window: None = None, dispatcher: _t.Any | None = None, duplex: str | None = None) -> dict[str, _t.Any]:
        """Returns a platform-specific implementation of [`fetch`](https://developer.mozilla.org/en-US/docs/Web/API/Fetch_API)."""
    @staticmethod
    async def fetch_async(path: str, *, method: str | None = None, keepalive: bool | None = None, headers: _t.Any | None = None, body: _t.Any | None = None, redirect: str | None = None, integrity: str | None = None, signal: dict[str, _t.Any] | None = None, credentials: str | None = None, mode: str | None = None, referrer: str | None = None, referrer_policy: str | None = None, window: None = None, dispatcher: _t.Any | None = None, duplex: str | None = None) -> dict[str, _t.Any]: ...
    @staticmethod
    def finger_print64(s: _npt.NDArray[_t.Any], len: float | None = None) -> _t.Any:
        ...
    @staticmethod
    def flatten(arr: TensorLike | dict[str, _t.Any], result: _c.Sequence[TensorLike] | None = None, skip_typed_array: bool | None = None) -> list[Tensor]:
        """Flattens an arbitrarily nested array."""
    @staticmethod
    def get_array_from_d_type(dtype: str, size: float) -> _t.Any:
        ...
    @staticmethod
    def get_typed_array_from_d_type(dtype: str, size: float) -> _t.Any:
        ...
    @staticmethod
    def has_encoding_loss(old_type: str, new_type: str) -> bool:
        """Returns true if the new type can't encode the old type without loss of precision."""
    @staticmethod
    def hex_to_long(hex: str) -> _t.Any:
        ...
    @staticmethod
    def index_to_loc(index: float, rank: float, strides: _c.Sequence[float]) -> list[float]:
        """Computes the location (multidimensional index) in a tensor/multidimentional array for a given flat index."""
    @staticmethod
    def infer_dtype(values: TensorLike) -> str:
        ...
    @staticmethod
    def infer_from_implicit_shape(shape: _c.Sequence[float], size: float) -> list[float]:
        """Given the full size of the array and a shape that may contain -1 as the implicit dimension, returns the inferred shape where -1 is replaced. E.g. For shape=[2, -1, 3] and size=24, it will return [2, 4, 3]."""
    @staticmethod
    def is_boolean(**value: _t.Any) -> bool:
        ...
    @staticmethod
    def is_function(*, prototype: _t.Any, length: float, arguments: _t.Any, caller: dict[str, _t.Any], name: str) -> bool:
        ...
    @staticmethod
    def is_int(a: float) -> bool:
        ...
    @staticmethod
    def is_number(**value: _t.Any) -> bool:
        ...
    @staticmethod
    def is_promise(object: _t.Any) -> bool:
        """This method asserts whether an object is a Promise instance."""
    @staticmethod
    def is_scalar_shape(shape: _c.Sequence[float]) -> bool:
        ...
    @staticmethod
    def is_string(**value: _t.Any) -> bool:
        """Returns true if the value is a string."""
    @staticmethod
    def is_typed_array(**a: _t.Any) -> bool:
        ...
    @staticmethod
    def is_valid_dtype(dtype: str) -> bool:
        """Returns true if the dtype is valid."""
    @staticmethod
    def loc_to_index(locs: _c.Sequence[float], rank: float, strides: _c.Sequence[float]) -> float:
        """Computes flat index for a given location (multidimentionsal index) in a Tensor/multidimensional array."""
    @staticmethod
    def make_ones_typed_array(size: float, dtype: str) -> _t.Any:
        ...
    @staticmethod
    def make_zeros_nested_typed_array(shape: _c.Sequence[float], dtype: str) -> float | list[_t.Any]:
        """Make nested `TypedArray` filled with zeros."""
    @staticmethod
    def make_zeros_typed_array(size: float, dtype: str) -> _t.Any:
        ...
    @staticmethod
    def nearest_divisor(size: float, start: float) -> float:
        ...
    @staticmethod
    def nearest_larger_even(val: float) -> float:
        ...
    @staticmethod
    def now() -> float:
        """Returns the current high-resolution time in milliseconds relative to an arbitrary time in the past. It works across different platforms (node.js, browsers)."""
    @staticmethod
    def parse_axis_param(axis: float | _c.Sequence[float], shape: _c.Sequence[float]) -> list[float]:
        ...
    @staticmethod
    def rand_uniform(a: float, b: float) -> float:
        """Returns a sample from a uniform [a, b) distribution."""
    @staticmethod
    def repeated_try(check_fn: _c.Callable[..., _t.Any], delay_fn: _c.Callable[..., _t.Any] | None = None, max_counter: float | None = None, schedule_fn: _c.Callable[..., _t.Any] | None = None) -> None:
        ...
    @staticmethod
    async def repeated_try_async(check_fn: _c.Callable[..., _t.Any], delay_fn: _c.Callable[..., _t.Any] | None = None, max_counter: float | None = None, schedule_fn: _c.Callable[..., _t.Any] | None = None) -> None: ...
    @staticmethod
    def right_pad(a: str, size: float) -> str:
        ...
    @staticmethod
    def shuffle(array: _c.Sequence[_t.Any] | _npt.NDArray[_t.Any] | dict[str, _t.Any]) -> None:
        """Shuffles the array in-place using Fisher-Yates algorithm."""
    @staticmethod
    def shuffle_combo(array: _c.Sequence[_t.Any] | _npt.NDArray[_t.Any] | dict[str, _t.Any], array2: _c.Sequence[_t.Any] | _npt.NDArray[_t.Any] | dict[str, _t.Any]) -> None:
        """Shuffles two arrays in-place the same way using Fisher-Yates algorithm."""
    @staticmethod
    def size_from_shape(shape: _c.Sequence[float]) -> float:
        """Returns the size (number of elements) of the tensor given its shape."""
    @staticmethod
    def size_to_squarish_shape(size: float) -> list[_t.Any]:
        ...
    @staticmethod
    def squeeze_shape(shape: _c.Sequence[float], axis: _c.Sequence[float] | None = None) -> dict[str, _t.Any]:
        """Reduces the shape by removing all dimensions of shape 1."""
    @staticmethod
    def sum(arr: _c.Sequence[float]) -> float:
        ...
    @staticmethod
    def swap(object: dict[str, _t.Any], left: float, right: float) -> None:
        ...
    @staticmethod
    def tanh(x: float) -> float:
        ...
    @staticmethod
    def to_nested_array(shape: _c.Sequence[float], a: _npt.NDArray[_t.Any], is_complex: bool | None = None) -> float | list[_t.Any]:
        ...
    @staticmethod
    def to_typed_array(a: TensorLike, dtype: str) -> _npt.NDArray[_t.Any]:
        ...
def value_and_grad(f: _c.Callable[..., _t.Any]) -> _c.Callable[..., _t.Any]:
    """Like `tf.grad`, but also returns the value of `f()`. Useful when `f()` returns a metric you want to show."""
def value_and_grads(f: _c.Callable[..., _t.Any]) -> _c.Callable[..., _t.Any]:
    """Like `tf.grads`, but returns also the value of `f()`. Useful when `f()` returns a metric you want to show."""
def variable(initial_value: TensorLike, trainable: bool | None = None, name: str | None = None, dtype: str | None = None) -> Variable:
    """Creates a new variable with the provided initial value. ```js const x = tf.variable(tf.tensor([1, 2, 3])); x.assign(tf.tensor([4, 5, 6]));"""
def variable_grads(f: _c.Callable[..., _t.Any], var_list: _c.Sequence[Variable] | None = None) -> dict[str, _t.Any]:
    """Computes and returns the gradient of f(x) with respect to the list of trainable variables provided by `varList`. If no list is provided, it defaults to all trainable variables."""
version: dict[str, _t.Any]
version_converter: str
version_core: str
version_cpu: str
version_layers: str
def where(condition: TensorLike, a: TensorLike, b: TensorLike) -> Tensor:
    ...
async def where_async(condition: TensorLike) -> Tensor:
    ...
def zeros(shape: _t.Any, dtype: str | None = None) -> Tensor:
    """Creates a `tf.Tensor` with all elements set to 0."""
def zeros_like(x: TensorLike) -> Tensor:
    ...
