<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AddNetwork</name>
    <message>
        <source>Add network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keeps a super-resolution network&apos;s checkpoint among the networks.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&lt;p&gt;Recognises the network in a published checkpoint and keeps a copy of it in the QGIS profile. It is then in the panel, and every algorithm takes its id. No code is ever run from a checkpoint.&lt;/p&gt;&lt;p&gt;Architecture, scale and bands are read from the weights. What weights cannot tell (title, value range, colour, sensor, licence) can be told here.&lt;/p&gt;&lt;h3&gt;Results&lt;/h3&gt;&lt;p&gt;&lt;b&gt;Ramp error&lt;/b&gt;: how far the network is from giving a smooth ramp back, 0 to 1. A &lt;b&gt;warning&lt;/b&gt; names the likely cause where it is far.&lt;/p&gt;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checkpoints ({0})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lower-case letters, digits, dots, hyphens. The file&apos;s name if left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Values it was trained on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour that it takes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>y: the luma of YCbCr alone. ycbcr: all three of YCbCr.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scale</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For weights that serve several; refused if it is not theirs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sensor that it was trained on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Title</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Licence of the weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Id of the network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ramp error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Warning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: {1}, ×{2}, {3} bands, {4:,} parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the checkpoint to your QGIS profile and choose it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the weights cannot tell, you can:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recognised: {0}, ×{1}, {2} bands, {3:,} parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name in the panel and in requests: lower-case letters, digits, dots, hyphens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Title of its card</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For weights that serve several scales</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Values of the images that the network was trained on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>RGB, or bands as they are</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>luma Y alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>YCbCr</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the network takes of the raster&apos;s colours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Imagery that the network was trained on, such as Sentinel-2 L2A, 10 m</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Licence of the weights, such as MIT</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sensor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Licence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>automatic ({0})</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Advanced</name>
    <message>
        <source>Advanced</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>automatic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Raster pixels around the region that the network sees. Automatic: at least 16, and a tile of at least 64 × 64.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>by data type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>2 to 98 % of the tile</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none: values are 0 to 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How raster values become the 0 to 1 of the network. Automatic: divided by 255 for 8-bit rasters, 2 to 98 % of the tile for others.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A true high-resolution raster of the same place, if there is one: for PSNR</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Context</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scaling</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Question</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Also make</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Truth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is not a raster file. Choose another layer as truth.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BandsRow</name>
    <message>
        <source>Which band goes into which input of the network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Red</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Green</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Blue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Input {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bands {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>values used as they are</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>values 0-{0} divided by {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>2 to 98 % of the tile&apos;s values become 0 to 1, band by band</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CheckNetwork</name>
    <message>
        <source>Check network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checks whether a super-resolution network gives a smooth ramp back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&lt;p&gt;Runs a smooth ramp through a network. There is nothing in it to super-resolve: a network that does not give it back is described wrongly, or untrained.&lt;/p&gt;&lt;h3&gt;Results&lt;/h3&gt;&lt;p&gt;&lt;b&gt;Ramp error&lt;/b&gt;: mean difference, 0 to 1; under 0.03 is fine.&lt;br&gt;&lt;b&gt;Warning&lt;/b&gt;: the likely cause, such as the value range; empty when all is well.&lt;/p&gt;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Id of a network, or path of a checkpoint file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ramp error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Warning</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CompareDialog</name>
    <message>
        <source>Compare networks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Method</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Explain the same region by each of these networks:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Networks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>LAM is what networks are compared by in the literature</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tick at least two networks.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} networks, one after the other.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} networks, one after the other; {1} took {2:.1f} s.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CompareNetworks</name>
    <message>
        <source>Compare networks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Explains a region by several networks and compares what they look at.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&lt;p&gt;Explains one region by each of several networks, of any scales.&lt;/p&gt;&lt;h3&gt;Results&lt;/h3&gt;&lt;p&gt;&lt;b&gt;Consensus&lt;/b&gt;: what nearly all of them use.&lt;br&gt;&lt;b&gt;Difference&lt;/b&gt;: red where the wide-looking networks look and the others do not.&lt;br&gt;&lt;b&gt;Ranking&lt;/b&gt;: by diffusion index, the widest look first.&lt;br&gt;&lt;b&gt;Agreement&lt;/b&gt;: mean rank correlation of every two maps, −1 to 1.&lt;/p&gt;&lt;p&gt;Each network's own results lie in a folder of its name.&lt;/p&gt;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Region to explain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Networks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ids or checkpoint files, at least two, separated by commas or line breaks.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Context around the region, in raster pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Results folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Consensus</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Difference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ranking by diffusion index</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean rank correlation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Result as JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Widest look first: {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Compared</name>
    <message>
        <source>Networks by {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Consensus</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} that nearly all of these networks share: {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Difference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of {1}, SHA-256 {2}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The result {0} cannot be read. Compare again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Raster: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Made by SRXAI with {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Comparing</name>
    <message>
        <source>{0} networks compared in {1:.1f} s; {2} looks most widely.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Creation</name>
    <message>
        <source>Looking for a Python</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} holds no wheel of torch. Choose the folder that &apos;pip download&apos; filled, or leave the field empty to install from the internet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is there already and was not made by SRXAI. Choose another folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The environment takes {0:.1f} GB, and {1} has {2:.1f} GB left. Make room, or choose a folder on another disk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} cannot be written to ({1}). Choose another folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An empty environment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PyTorch, the largest part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rasterio, NumPy and the other packages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Architectures of networks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} does not run.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The packages&apos; server was not reached. Check the network and QGIS&apos;s proxy, or choose a folder of wheels, then try again: it goes on where it stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It stopped at '{0}' with the words: {1} – Try again: it goes on where it stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine starts for the first time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ready</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Curves</name>
    <message>
        <source>random</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>distance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>LR pixels that keep their detail, %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ATV, %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Distance from the region, m</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Distance from the region, LR pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attribution within it, %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layer, the deepest last</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Diffusion index</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Engine</name>
    <message>
        <source>Follows the region&apos;s texture back through the network, layer by layer; the fast one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How strongly each layer&apos;s map gates the layers below it; 0 does not.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Blur that takes the texture out of the reference image, in LR pixels.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Side of the blur&apos;s kernel, in LR pixels.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Comma-separated names of the layers to follow; left empty, all convolutions and linear layers at LR working resolution.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Adds up how the region&apos;s texture responds while the image sharpens from blurred to itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>midpoint takes each gradient in the middle of its step; official repeats the authors&apos; demo, which takes it at the sharper end; anytime starts with three steps of equal length and divides them until the map stands still.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>blur sharpens the image little by little, as published; linear mixes the blurred image with the image; black brightens the image from nothing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gradient evaluations along the path; if not given, 25 for midpoint, 50 for official and at most 81 for anytime.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Blur at the start of the path, in LR pixels.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For anytime: the change of the map, and the share of the texture that its sum misses, under which it is done.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much the region changes when a pixel changes by a very little; the simplest question.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It saturates: a pixel that the region already relies on fully may get nothing, and it tells sensitivity, not what made the detail.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The gradient weighed by the pixel&apos;s own value: bright pixels that the region reacts to.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It favours bright pixels whatever their texture, gives black ones nothing, and saturates like the gradient.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The gradient with only what speaks for the region let through at every ReLU; looks crisp.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It says little about the network: its maps stay almost the same when the weights are replaced by random ones.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Adds up the gradient on the straight way from an image without detail to the image itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From black it explains brightness rather than texture, through images unlike any that the network learned from; keep the blurred baseline, or use LAM.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the image is compared with: blurred keeps brightness and takes the texture out; black takes both.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gradient evaluations along the line.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The gradient averaged over slightly noisy copies of the image, which calms its speckle.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Noise is texture too: with much of it, the map explains the noise and not the region.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Standard deviation of the noise, as a share of the value range; classifiers take 0.1 to 0.2, which drowns a region&apos;s texture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Noisy copies; one gradient each.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of the noise: the same seed, the same map.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where the gradient varies most between slightly noisy copies of the image; has no sign.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where a layer&apos;s channels are active that, on the whole, speak for the region.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Super-resolution has no semantic channels to point with: one weight for a whole channel lights up texture all over the tile, and shallow layers fail outright.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the layer to look at; left empty, the deepest at LR working resolution.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grad-CAM with a channel&apos;s weight taken from the places that speak for the region.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its weights assume a class score, and a whole channel shares one: as with Grad-CAM, the map lights up texture that the region never sees.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where a layer is active and its activity speaks for the region, pixel by pixel.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It takes each layer&apos;s activity as evidence, which super-resolution&apos;s features, signed and without meaning of their own, are not.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Guided backpropagation where Grad-CAM is warm: its fine lines, kept to the active places.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It has the faults of both: little about the weights, and no semantic channels in super-resolution to point with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Covers one patch after another and looks how much of the region&apos;s texture goes with it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A covered patch has an edge, which is texture of its own that the network sharpens; so it is filled with the blurred image unless you choose black.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Patches along the longer side of the tile; a forward pass each.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Side of a patch, in distances between neighbouring patches.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learns the smallest part of the image whose blurring takes the region&apos;s texture away.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Masks can be adversarial: a faint one may upset the network instead of hiding anything; keep them coarse and smooth.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps of Adam; one gradient each.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Side of one value of the mask, in LR pixels.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>λ₁: how much texture a deleted share of the tile must carry.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>λ₂: weight of the mask's total variation.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learning rate of Adam.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where did the region&apos;s edges and patterns come from?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where did the edges and patterns of one band come from?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Band among the network&apos;s own, counted from 1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which pixels made the region as bright as it is?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which pixels made the region&apos;s index, such as NDVI, what it is?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Band a of (a - b) / (a + b): near infrared for NDVI.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Band b of (a - b) / (a + b): red for NDVI.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where did stripes of one width and direction come from?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stripes in an SR pixel: 0.25 is one in four pixels.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Direction across the stripes, in degrees: 0 crosses upright stripes, 90 level ones.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much of the region&apos;s texture changes when the pointed-at pixels lose their detail; higher is better.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How fast the region&apos;s texture returns when the pointed-at pixels get their detail back first, and goes when they lose it first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much the map changes when the image changes by noise that nobody sees; lower is better.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much of the effect of blurring a random square the map fails to foretell; 0 is none, 1 all of it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How alike the map stays when the network forgets what it learned, layer by layer; a map of the network must fall apart.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EngineBox</name>
    <message>
        <source>Engine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Python of the engine (python or python.exe)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Empty: the first of a checkout&apos;s .venv and the environment made below</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start this Python and see whether the engine runs in it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Networks run in a Python of their own, apart from QGIS&apos;s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Python</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>automatic: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>○ None yet. Create its environment below, or choose one you have.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starting {0} …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>● Works: PyTorch {0}, rasterio {1}, Python {2}, on {3}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the processor, {0} threads</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EngineSession</name>
    <message>
        <source>The engine could not be started: {0} does not run.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The system ended the engine, most likely because memory ran out (signal 9). Draw a smaller region or give it less context.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine crashed (signal {0}). Try again: it starts afresh.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine ended by itself (status {0}). Try again: it starts afresh.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> Its last words: {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EngineSetup</name>
    <message>
        <source>Stopping</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The environment is removed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Removing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine is ready: its environment is made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop, and remove what was made of the environment</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EnvironmentBox</name>
    <message>
        <source>Engine environment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in your QGIS profile</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder for the environment; it takes a place of its own in it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none: packages come from the internet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For a computer without internet: a folder that &apos;pip download&apos; filled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>for the processor (CPU)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>for an NVIDIA card (CUDA)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as pip is set up on this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>for an NVIDIA card (none found here)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CPU suits every computer. CUDA is faster for large networks. The last one takes what pip&apos;s own configuration leads to, such as a company&apos;s mirror.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PyTorch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Offline wheels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove environment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete the environment that SRXAI made in this folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop, and remove what was made of the environment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>○ Working in {0}; you may close this window.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>◐ {0} was made for another version of SRXAI.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>● {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>◐ {0} is not finished.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>○ None yet. It would be made in {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Update environment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create environment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>takes {0:g} GB of disk ({1:.0f} GB are free there)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Installs from the folder of wheels, without any network, and {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> through QGIS&apos;s proxy {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A click downloads about {0:g} GB{1}, {2}, and needs about {3} minutes at 50 Mbit/s. Nothing is downloaded without it.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ExplainDock</name>
    <message>
        <source>Explain super-resolution</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0:.0f} s left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>starting the engine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Raster layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Methods</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More methods</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Explain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Explain the region that is drawn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enough</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop refining, and keep the map as it is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop; nothing is kept of this run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose engine…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A Python in which the engine is installed already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create environment…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open SRXAI&apos;s options: size and time are told before anything</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Python interpreter of the engine (python or python.exe)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ExplainFeatures</name>
    <message>
        <source>Explain features</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Explains every polygon of a layer and joins the figures to a copy of it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&lt;p&gt;Explains the super-resolved image within every polygon of a vector layer: fields, roofs, parcels.&lt;/p&gt;&lt;p&gt;The copy of the layer gets for each method its diffusion index, ATV in %, the radius in metres (raster pixels without a CRS) that holds 95 % of the attribution, and the verdict. A polygon that cannot be explained says why in the field &lt;i&gt;srxai_note&lt;/i&gt;.&lt;/p&gt;&lt;p&gt;Give a folder to keep the maps too. Started again with the same folder, only what is missing is computed.&lt;/p&gt;&lt;p&gt;Several worker processes, and clusters, need the package &lt;code&gt;dask.distributed&lt;/code&gt; in the engine.&lt;/p&gt;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Polygons</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Methods</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Context around each polygon, in raster pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Worker processes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address of a Dask scheduler</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As tcp://host:8786; its workers do it instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Explained features</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder for the maps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Features explained</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Features that could not be</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cannot write to {0}: {1}. Choose another folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is no polygon that lies on the raster.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ExplainRegion</name>
    <message>
        <source>Explain region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Super-resolution explanation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>super-resolution,explain,attribution,LAM,AMVE-SR,XAI,saliency,ATV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows which pixels a super-resolution network looked at for a region.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&lt;p&gt;Super-resolves a region of a raster and shows which pixels the network looked at to draw its texture.&lt;/p&gt;&lt;h3&gt;Results&lt;/h3&gt;&lt;p&gt;&lt;b&gt;Attribution maps&lt;/b&gt;, one for each method, on the raster&apos;s own grid: 1 is the pixel that mattered most.&lt;br&gt;&lt;b&gt;Diffusion index&lt;/b&gt;: how widely the network looks. 0 = one pixel, 100 = the whole tile evenly.&lt;br&gt;&lt;b&gt;ATV&lt;/b&gt;: how much of the region&apos;s texture changes when only the pointed-at pixels keep their detail. Lower is better.&lt;br&gt;&lt;b&gt;Verdict&lt;/b&gt;: whether a map may be relied on, and why.&lt;/p&gt;&lt;h3&gt;Methods&lt;/h3&gt;&lt;p&gt;&lt;b&gt;AMVE-SR&lt;/b&gt; takes two passes and is quick. &lt;b&gt;LAM&lt;/b&gt;, the Local Attribution Map, follows the path from the blurred image to the image itself and is slower.&lt;/p&gt;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Results folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Id of a bundled or added network, or path of a checkpoint file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Region to explain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Snapped outward to whole super-resolved pixels.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Methods</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Raster layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>… or polygons, explained as one region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Context around the region, in raster pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left out: at least 16, and a tile of at least 64 × 64.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scaling of raster values to 0-1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dtype: divide by the type&apos;s largest value. percentile: stretch the tile&apos;s 2nd to 98th percentile. automatic: dtype for 8-bit rasters, percentile for others.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bands for the network, in its order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: diffusion index</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: mean ATV, %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Super-resolved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Result as JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give the region either as a rectangle or as polygons.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Explainer</name>
    <message>
        <source>No method is ticked. Tick at least one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no region yet. Drag a rectangle on the map.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>QGIS writes the pixels of {0}…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is no file: click to explain, live needs a file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} explained in {1:.1f} s.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Exporting</name>
    <message>
        <source>The print layout {0} was added.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save heatmap</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save statistics</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save region and statistics</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saving {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Exports</name>
    <message>
        <source>{0} could not be written: {1}. Choose another file.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Grid</name>
    <message>
        <source>{0} cannot be read as a raster. Choose another layer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The pixels of {0} have no area. Georeference it anew.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Layers</name>
    <message>
        <source>Region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Super-resolved ×{0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: where {1} looked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attribution map by {0} ({1}), divided by its maximum. {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Super-resolved ×{0} by {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Explained region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} × {1} super-resolved pixels.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} cannot be written: {1}. Choose another folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The result {0} cannot be read. Explain the region again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Network: {0} ({1}, ×{2}, {3} parameters), SHA-256 {4}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Raster: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Made by SRXAI with {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ListNetworks</name>
    <message>
        <source>List networks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lists the super-resolution networks at hand.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&lt;p&gt;Lists the super-resolution networks at hand: the bundled ones, and those that were added.&lt;/p&gt;&lt;h3&gt;Results&lt;/h3&gt;&lt;p&gt;&lt;b&gt;Networks&lt;/b&gt;: a JSON list; each has an id, architecture, scale, bands, number of parameters and its model card. One that cannot be read any more has an error instead.&lt;br&gt;&lt;b&gt;Count&lt;/b&gt;: how many there are.&lt;/p&gt;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Networks as JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Count</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: {1}, ×{2}, {3} bands, {4:,} parameters</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MethodSettings</name>
    <message>
        <source>Method settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings of this method; empty ones are as published</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as published</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ModelCard</name>
    <message>
        <source>Network {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select to copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Problem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Architecture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scale</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sees</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sensor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PSNR</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} dB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SSIM</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Licence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Made by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remarks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a bounded window around each pixel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the whole tile at once, so its maps depend on the context</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} (bicubic: {1})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to the panel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete this network&apos;s copy from your QGIS profile</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove {0}? Its copy in your QGIS profile is deleted; the file that you added it from stays.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove network</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NetworkActions</name>
    <message>
        <source>Reading {0}…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checkpoints ({0})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} was added.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NetworkAlgorithm</name>
    <message>
        <source>Networks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>super-resolution,network,model,checkpoint,weights,architecture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Network</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NetworkBox</name>
    <message>
        <source>Network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What this network is: its model card</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add network from a checkpoint file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} · cannot be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, ×{1}, {2} bands, {3:,} parameters</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NetworkInfo</name>
    <message>
        <source>Network information</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tells what a super-resolution network is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&lt;p&gt;Tells what a super-resolution network is, read from its weights and from the JSON file beside them: architecture, scale, bands, parameters, value range, colour, SHA-256 and model card. Nothing is added.&lt;/p&gt;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Id of a network, or path of a checkpoint file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All of it as JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Title</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Architecture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scale</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Largest value</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NetworksTable</name>
    <message>
        <source>Networks compared</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The widest look on top.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DI</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Diffusion index: how widely the network looks. 0 = one pixel, 100 = the whole tile evenly. Depends on the tile size.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ATV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ATV: how much of the region&apos;s texture changes when only the pointed-at pixels keep their detail, mean over six areas. Lower is better.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rank correlation with the other networks&apos; maps, mean; 1 is the same order.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shared</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of its strongest pixels that the other networks share, mean.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>with {0}: ρ {1:.2f}, {2:.0f} % of the top {3:g} % shared</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An empty map agrees with none.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>News</name>
    <message>
        <source>{0} was saved.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>OptionsPage</name>
    <message>
        <source>Copy diagnostics</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Versions, settings and the engine&apos;s last words as a text for a bug report, without your home folder and name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} lines copied. Read them before you send them.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Outcomes</name>
    <message>
        <source>{0} is no longer in the project. Run it again to get it back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The statistics were copied as CSV.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Consensus</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Difference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The map&apos;s CRS does not reach {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This plot needs the engine, and there is none.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ParameterForm</name>
    <message>
        <source>automatic</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Plots</name>
    <message>
        <source>ATV curve</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Distance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Networks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How few pixels suffice to keep the region&apos;s texture; lower is better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much of the attribution lies within a distance of the region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How widely each layer of the network looks; for runs with layer-by-layer maps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How widely each network looks; after Compare networks…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the layers…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drawing the plot…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preparing the plots…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preparing the plots</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PrintLayout</name>
    <message>
        <source>What did {0} look at? {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How this was made</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Raster: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Region: {0} × {1} SR pixels from column {2}, row {3}; {4}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Network: {0} ({1}, ×{2}), SHA-256 {3}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Method: {0} ({1})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Software: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DI</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ATV @ 1 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ATV mean</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looks at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gap</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>baseline: random</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>baseline: distance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The project&apos;s CRS does not reach {0}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>QuestionBox</name>
    <message>
        <source>Question</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the methods explain of the region. ATV and the verdict fit texture only.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RandomisationCheck</name>
    <message>
        <source>Randomisation check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checks whether an attribution map depends on what the network learned.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&lt;p&gt;Explains a region again while a copy of the network forgets what it learned, from the output layer down. A map of the network must fall apart; a map that stays alike is a picture of the image (Adebayo et al., 2018).&lt;/p&gt;&lt;p&gt;&lt;b&gt;Rank correlation&lt;/b&gt; of the map with the original, when all layers are random: 1 is unchanged, 0 has nothing in common.&lt;/p&gt;&lt;p&gt;Networks that add to an interpolated image keep what that explains, so their maps stay more alike.&lt;/p&gt;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Region to explain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Context around the region, in raster pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Results folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rank correlation, all random</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Structural similarity, all random</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rank correlation at each step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Result as JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table as a page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The region has nothing to check a map by.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0:.0f} % random: {1:.2f}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Random, %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rank correlation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Similarity</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RegionChoice</name>
    <message>
        <source>Open a raster layer first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a raster layer first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No polygon is selected. Select one in a vector layer, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The region lies outside {0}, or is smaller than 2 × 2 super-resolved pixels. Drag a larger one inside its extent, or choose another layer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag a rectangle on the map.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RegionRow</name>
    <message>
        <source>Drag a rectangle on the map; Esc gives up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click the corners of a polygon; a right click ends it, Esc gives up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click the middle of a window on the map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Live: move over the imagery and see where the network looks, as you move</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag a rectangle on the map.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Side of a clicked window, in super-resolved pixels; 16 as published</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other ways to a region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Selected feature</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Explain the polygons that are selected in a vector layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Map extent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Explain all that the map shows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Explain on release</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Explain as soon as a region is drawn</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RelianceMap</name>
    <message>
        <source>Reliance map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Maps where a super-resolution network invents, and how far it looks.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&lt;p&gt;Explains a grid of windows all over a raster. Each becomes a pixel of the map.&lt;/p&gt;&lt;h3&gt;Bands&lt;/h3&gt;&lt;p&gt;&lt;b&gt;Diffusion index&lt;/b&gt;: how widely the network looks. 0 = one pixel, 100 = the whole tile evenly.&lt;br&gt;&lt;b&gt;ATV&lt;/b&gt;: how much of the window&apos;s texture changes when only the pointed-at pixels keep their detail. Lower is better.&lt;br&gt;&lt;b&gt;Texture added&lt;/b&gt;: what the network draws beyond bicubic interpolation, in % of the value range. Where it is high, the network invents.&lt;br&gt;&lt;b&gt;Radius&lt;/b&gt;: the distance from the window that holds 95 % of the attribution.&lt;/p&gt;&lt;p&gt;Each band has a style of its own; choose it in the layer&apos;s menu &lt;i&gt;Styles&lt;/i&gt;. Windows without texture have texture added alone; those without data have none.&lt;/p&gt;&lt;p&gt;Several worker processes, and clusters, need the package &lt;code&gt;dask.distributed&lt;/code&gt; in the engine.&lt;/p&gt;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Raster pixels from window to window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The map&apos;s pixel. 64 is one tile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Side of a window, in raster pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Context around each window, in raster pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Worker processes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address of a Dask scheduler</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As tcp://host:8786; its workers do it instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Windows explained</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Summary</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} windows explained, {1} without texture, {2} without data.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RelianceStyle</name>
    <message>
        <source>How widely it looks (diffusion index)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much its map explains (ATV)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where it invents (texture added)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How far it looks (radius)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Removal</name>
    <message>
        <source>{0} was not made by SRXAI; it stays.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is in use ({1}). Close what uses it, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Removing SRXAI&apos;s engine environment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parts of {0} could not be deleted. Delete them by hand.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RemoveNetwork</name>
    <message>
        <source>Remove network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deletes a super-resolution network that was added.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&lt;p&gt;Deletes the copy of a network that was added, and its JSON file. The checkpoint that it was added from stays, and so do the bundled networks.&lt;/p&gt;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Id of a network that was added.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File that was deleted</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Report</name>
    <message>
        <source>Report of an explanation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>super-resolution,report,html,attribution,provenance,print</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes an explanation as one HTML page with pictures and figures.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&lt;p&gt;Writes one printable HTML page that needs no network and no other file: the map with scale bar and north arrow, LR, SR and heatmap side by side, the statistics with their baselines, the curves, the verdict, and how all of it was made, with the command line that makes it again.&lt;/p&gt;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Results (*.json);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The result.json of an explanation, or the folder that holds it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HTML files (*.html)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Results</name>
    <message>
        <source>{0} · tile {1} × {2} px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0:.0f} s left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy all statistics as CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Re-run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Explain the same region again, exactly as before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare networks…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Explain the same region by several networks and see where they agree</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the result for others to use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Heatmap as cloud-optimised GeoTIFF…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The map of the selected method, with how it was made in its tags</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Statistics as CSV…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All figures of all methods and baselines, not rounded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Region and statistics as GeoPackage…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The region&apos;s outline and a table of all figures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Report as HTML…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One page with pictures, figures and how they were made</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Print layout</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A page with map, legend, scale bar and statistics, ready to print</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop comparing; nothing is kept of it</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RunsBox</name>
    <message>
        <source>Runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Device</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Threads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Results</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Methods</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>automatic: an NVIDIA card where there is one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the processor (CPU)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the NVIDIA card (CUDA)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where networks run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>automatic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Processor threads of a run. This computer has {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in a folder &apos;srxai&apos; beside the project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder of every run&apos;s files; while a project is not saved, they are temporary</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ticked when the panel is first opened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Explain as soon as a region is drawn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Otherwise the panel&apos;s Explain button waits</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Source</name>
    <message>
        <source>The source of {0} is missing. Repair the layer, or choose another one.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SrxaiPlugin</name>
    <message>
        <source>Explain super-resolution</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw a region and see what the network looked at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SRXAI options…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose or create the engine, and set what every run takes</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SrxaiProvider</name>
    <message>
        <source>SRXAI: explain super-resolution</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StatisticsTable</name>
    <message>
        <source>Statistics</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>random</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>distance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Baseline: random pixels; it knows no network.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Baseline: the pixels nearest to the region; it knows no network.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attribution method; the baselines know no network.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DI</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Diffusion index: how widely the network looks. 0 = one pixel, 100 = the whole tile evenly. Depends on the tile size.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ATV
@ 1 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ATV when only the 1 % of pixels that the map points at first keep their detail. Lower is better.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ATV
mean</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ATV: how much of the region&apos;s texture changes when only the pointed-at pixels keep their detail, mean over six areas. Lower is better.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looks
at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Radius that holds 95 % of the attribution, in ground units.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time that the map took.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0:.1f} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gap {0}: what the path integral missed (LAM). Under 5 % is fine.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click to zoom to the map, and to show or hide it.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SuperResolve</name>
    <message>
        <source>Super-resolve raster</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Super-resolves a whole raster, of any size, without seams.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&lt;p&gt;Runs a super-resolution network over a whole raster, tile by tile. The result has the raster&apos;s own data type and lies on its grid divided by the scale.&lt;/p&gt;&lt;p&gt;Tiles overlap by all that an output pixel can depend on, so that they leave no seam. Networks that look at the whole image at once get a warning in the log.&lt;/p&gt;&lt;p&gt;The memory needed does not grow with the raster.&lt;/p&gt;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tile, in raster pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left out: what fits into about 1 GB of memory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cloud-Optimized GeoTIFF with overviews</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Super-resolved raster</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scale</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number of tiles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How values were scaled</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SvgView</name>
    <message>
        <source>Save as SVG…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the plot as a picture…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} cannot be written: {1}. Choose another file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save plot</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Thumbnails</name>
    <message>
        <source>Thumbnails of the maps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click to zoom to it, and to show or hide it.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WarmEngine</name>
    <message>
        <source>The engine is starting…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>inside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SRu00a0px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Texture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Texture of one band</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean intensity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Spectral index</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pattern (Gabor)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>signed map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>map of each band</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>density</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>layer by layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which pixels add to the region&apos;s texture, and which take from it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The map of each band of the raster alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The map smoothed, as the authors of LAM show it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What each layer of the network looked at, one band each, deepest last.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deletion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Insertion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Max-sensitivity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Infidelity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parameter randomisation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>super-resolving</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>baselines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>comparing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>writing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>measuring {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>values used as they are</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>values 0-{0:.0f} divided by {0:.0f}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tile&apos;s 2-98 % range stretched to 0-1 by band ({0})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unfit: the region has no texture to explain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unfit: no better than random pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trustworthy: beats both baselines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, gap {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>gap {0}, more steps would help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Careful: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no better than &apos;near the region&apos; at 1 % of pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no better than &apos;near the region&apos; over all shares of pixels</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ZonalAttribution</name>
    <message>
        <source>Zonal attribution</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of a heatmap&apos;s attribution by land cover or polygon.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&lt;p&gt;Which classes of the ground did the network look at to draw a region: 41 % road, 33 % roof, 12 % trees?&lt;/p&gt;&lt;p&gt;Give an attribution map, and either a classified raster or polygons with a field that names their class. Names of a raster&apos;s classes come from its paletted style. A pixel on the border of two classes counts for both, by area.&lt;/p&gt;&lt;p&gt;The table holds each class with its share of the attribution and of the area, and how many times as much attribution it holds as its area would by chance.&lt;/p&gt;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attribution map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Land cover (classified raster)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>… or polygons</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Field that names a polygon&apos;s class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text with commas (*.csv)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Largest shares in one line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Largest share, %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table as a page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give either a land cover or polygons to share the attribution out among.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attribution, %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Area, %</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
