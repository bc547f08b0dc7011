// From nothing to the first prediction in real Node: the graph model in the folder named, once.

const { tf } = require(process.env.TANDEM_NODE_BUNDLE);

tf.loadGraphModel(`file://${process.argv[2]}/model.json`).then((model) => {
  const scores = model.predict(tf.fill([1, 224, 224, 3], 0.5)).dataSync();
  if (scores.length !== 1000) throw new Error(`${scores.length} scores`);
  console.log('predicted');
});
