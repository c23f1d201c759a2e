<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AddNetwork</name>
    <message>
        <source>Add network</source>
        <translation>添加网络</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>标识</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>放大倍数</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Copy the checkpoint to your QGIS profile and choose it</source>
        <translation>将检查点复制到 QGIS 用户配置文件夹并选用</translation>
    </message>
    <message>
        <source>What the weights cannot tell, you can:</source>
        <translation>权重无法说明的内容，请在此填写：</translation>
    </message>
    <message>
        <source>Recognised: {0}, ×{1}, {2} bands, {3:,} parameters</source>
        <translation>已识别：{0}，×{1}，{2} 个波段，{3:,} 个参数</translation>
    </message>
    <message>
        <source>Name in the panel and in requests: lower-case letters, digits, dots, hyphens</source>
        <translation>在面板和请求中使用的名称：小写字母、数字、点和连字符</translation>
    </message>
    <message>
        <source>Title of its card</source>
        <translation>模型卡的标题</translation>
    </message>
    <message>
        <source>For weights that serve several scales</source>
        <translation>适用于支持多种放大倍数的权重</translation>
    </message>
    <message>
        <source>Values of the images that the network was trained on</source>
        <translation>网络训练所用影像的取值</translation>
    </message>
    <message>
        <source>RGB, or bands as they are</source>
        <translation>RGB，或直接使用各波段</translation>
    </message>
    <message>
        <source>luma Y alone</source>
        <translation>仅亮度 Y</translation>
    </message>
    <message>
        <source>YCbCr</source>
        <translation>YCbCr</translation>
    </message>
    <message>
        <source>What the network takes of the raster&apos;s colours</source>
        <translation>网络使用栅格的哪些颜色分量</translation>
    </message>
    <message>
        <source>Imagery that the network was trained on, such as Sentinel-2 L2A, 10 m</source>
        <translation>网络训练所用的影像，例如 Sentinel-2 L2A, 10 m</translation>
    </message>
    <message>
        <source>Licence of the weights, such as MIT</source>
        <translation>权重的许可证，例如 MIT</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>取值</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Sensor</source>
        <translation>传感器</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>automatic ({0})</source>
        <translation>自动 ({0})</translation>
    </message>
    <message>
        <source>; it gives {0} bands</source>
        <translation>；它给出 {0} 个波段</translation>
    </message>
    <message>
        <source>by the raster</source>
        <translation>按栅格而定</translation>
    </message>
    <message>
        <source>How raster values became the network&apos;s when it learned</source>
        <translation>训练时栅格值如何换算为网络的值</translation>
    </message>
    <message>
        <source>Scaling</source>
        <translation>缩放</translation>
    </message>
</context>
<context>
    <name>AddNetworkAlgorithm</name>
    <message>
        <source>Add network</source>
        <translation>添加网络</translation>
    </message>
    <message>
        <source>Keeps a super-resolution network&apos;s checkpoint among the networks.</source>
        <translation>将超分辨率网络的检查点文件收入网络列表。</translation>
    </message>
    <message>
        <source>Checkpoint</source>
        <translation>检查点</translation>
    </message>
    <message>
        <source>Checkpoints ({0})</source>
        <translation>检查点 ({0})</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>标识</translation>
    </message>
    <message>
        <source>Lower-case letters, digits, dots, hyphens. The file&apos;s name if left out.</source>
        <translation>小写字母、数字、点和连字符。留空则采用文件名。</translation>
    </message>
    <message>
        <source>Values it was trained on</source>
        <translation>训练所用的值域</translation>
    </message>
    <message>
        <source>Colour that it takes</source>
        <translation>接受的颜色</translation>
    </message>
    <message>
        <source>y: the luma of YCbCr alone. ycbcr: all three of YCbCr.</source>
        <translation>y：仅 YCbCr 的亮度。ycbcr：YCbCr 的全部三个分量。</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>放大倍数</translation>
    </message>
    <message>
        <source>For weights that serve several; refused if it is not theirs.</source>
        <translation>适用于支持多种放大倍数的权重；若权重不支持则会拒绝。</translation>
    </message>
    <message>
        <source>Sensor that it was trained on</source>
        <translation>训练所用影像的传感器</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>Licence of the weights</source>
        <translation>权重的许可证</translation>
    </message>
    <message>
        <source>Id of the network</source>
        <translation>网络的标识</translation>
    </message>
    <message>
        <source>Bands</source>
        <translation>波段</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数量</translation>
    </message>
    <message>
        <source>Ramp error</source>
        <translation>渐变误差</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>{0}: {1}, ×{2}, {3} bands, {4:,} parameters</source>
        <translation>{0}：{1}，×{2}，{3} 个波段，{4:,} 个参数</translation>
    </message>
    <message>
        <source>&lt;p&gt;Recognises the network in a published checkpoint and keeps a copy of it in the QGIS profile. It is then in the panel, and every algorithm takes its id. No code is ever run from a checkpoint.&lt;/p&gt;&lt;p&gt;Architecture, scale and bands are read from the weights. What weights cannot tell (title, value range, colour, scaling, sensor, licence) can be told here.&lt;/p&gt;&lt;h3&gt;Results&lt;/h3&gt;&lt;p&gt;&lt;b&gt;Ramp error&lt;/b&gt;: how far the network is from giving a smooth ramp back, 0 to 1. A &lt;b&gt;warning&lt;/b&gt; names the likely cause where it is far.&lt;/p&gt;</source>
        <translation>&lt;p&gt;识别已发布检查点中的网络，并在 QGIS 用户配置文件夹中保存一份副本。之后它会出现在面板中，各算法也可使用其标识。绝不会运行检查点中的任何代码。&lt;/p&gt;&lt;p&gt;架构、放大倍数和波段从权重中读取；权重无法说明的内容（标题、值域、颜色、缩放、传感器、许可证）可在此填写。&lt;/p&gt;&lt;h3&gt;结果&lt;/h3&gt;&lt;p&gt;&lt;b&gt;渐变误差&lt;/b&gt;：网络还原平滑渐变图的偏差，0 到 1。偏差较大时，&lt;b&gt;警告&lt;/b&gt;会指出可能的原因。&lt;/p&gt;</translation>
    </message>
    <message>
        <source>Scaling of raster values when it learned</source>
        <translation>训练时栅格值的缩放</translation>
    </message>
</context>
<context>
    <name>Advanced</name>
    <message>
        <source>Advanced</source>
        <translation>高级</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>Raster pixels around the region that the network sees. Automatic: at least 16, and a tile of at least 64 × 64.</source>
        <translation>网络在区域周围可见的栅格像素数。自动：至少 16，且图块不小于 64 × 64。</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>上下文</translation>
    </message>
    <message>
        <source>Scaling</source>
        <translation>缩放</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Also make</source>
        <translation>同时生成</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>评估</translation>
    </message>
    <message>
        <source>Truth</source>
        <translation>真值</translation>
    </message>
    <message>
        <source>{0} is not a raster file. Choose another layer as truth.</source>
        <translation>{0} 不是栅格文件。请选择其他图层作为真值。</translation>
    </message>
    <message>
        <source>A true high-resolution raster of the same place, if there is one: for PSNR, and whether the detail is true</source>
        <translation>同一地点的真实高分辨率栅格（如果有）：用于计算 PSNR，并说明细节是否真实</translation>
    </message>
    <message>
        <source>Judge the detail, too</source>
        <translation>同时评判细节</translation>
    </message>
    <message>
        <source>Whether networks that do not invent would have drawn this detail too. Takes a little longer the first time, for the raster is checked against itself.</source>
        <translation>不虚构的网络是否也会画出这些细节。首次运行稍慢，因为要用栅格自身进行检验。</translation>
    </message>
    <message>
        <source>How raster values become the 0 to 1 of the network. Automatic: as the network&apos;s card says, if that fits the raster; else divided by 255 for 8-bit rasters, 2 to 98 % of the tile for others.</source>
        <translation>栅格值如何换算为网络的 0 到 1。自动：若网络的模型卡有说明且适合该栅格，则照办；否则 8 位栅格除以 255，其他栅格取图块的 2 % 到 98 %。</translation>
    </message>
</context>
<context>
    <name>Answer</name>
    <message>
        <source>The result {0} is larger than {1} MB and was not read.</source>
        <translation>结果 {0} 大于 {1} MB，未读取。</translation>
    </message>
    <message>
        <source>The result {0} cannot be read: {1}.</source>
        <translation>无法读取结果 {0}：{1}。</translation>
    </message>
</context>
<context>
    <name>BandsRow</name>
    <message>
        <source>Which band goes into which input of the network</source>
        <translation>将哪个波段送入网络的哪个输入</translation>
    </message>
    <message>
        <source>Red</source>
        <translation>红</translation>
    </message>
    <message>
        <source>Green</source>
        <translation>绿</translation>
    </message>
    <message>
        <source>Blue</source>
        <translation>蓝</translation>
    </message>
    <message>
        <source>Input {0}</source>
        <translation>输入 {0}</translation>
    </message>
    <message>
        <source>bands {0}</source>
        <translation>波段 {0}</translation>
    </message>
    <message>
        <source>values used as they are</source>
        <translation>直接使用原值</translation>
    </message>
    <message>
        <source>values 0-{0} divided by {0}</source>
        <translation>0-{0} 的值除以 {0}</translation>
    </message>
    <message>
        <source>2 to 98 % of the tile&apos;s values become 0 to 1, band by band</source>
        <translation>逐波段将图块值的 2 到 98 % 换算为 0 到 1</translation>
    </message>
    <message>
        <source>chosen by hand</source>
        <translation>手动选择</translation>
    </message>
    <message>
        <source>as the layer shows them: nothing says what they are</source>
        <translation>按图层的显示方式：没有说明各波段是什么</translation>
    </message>
    <message>
        <source>values as reflectance</source>
        <translation>值作为反射率</translation>
    </message>
</context>
<context>
    <name>BaseChoice</name>
    <message>
        <source>a Python of this computer</source>
        <translation>本机的某个 Python</translation>
    </message>
    <message>
        <source>its own Python {0}, downloaded (about {1:.0f} MB more)</source>
        <translation>自带的 Python {0}，需下载（另加约 {1:.0f} MB）</translation>
    </message>
    <message>
        <source>The environment is made from a Python that is installed, or from one that a click on the button below downloads from the project python-build-standalone and that nothing else uses</source>
        <translation>环境基于已安装的 Python 创建，或基于点击下方按钮后从 python-build-standalone 项目下载、别无他用的 Python</translation>
    </message>
    <message>
        <source>Python {0} of this computer ({1})</source>
        <translation>本机的 Python {0}（{1}）</translation>
    </message>
    <message>
        <source>a Python of this computer (none fits)</source>
        <translation>本机的某个 Python（没有合适的）</translation>
    </message>
</context>
<context>
    <name>CheckNetwork</name>
    <message>
        <source>Check network</source>
        <translation>检查网络</translation>
    </message>
    <message>
        <source>Checks whether a super-resolution network gives a smooth ramp back.</source>
        <translation>检查超分辨率网络能否还原平滑渐变图。</translation>
    </message>
    <message>
        <source>&lt;p&gt;Runs a smooth ramp through a network. There is nothing in it to super-resolve: a network that does not give it back is described wrongly, or untrained.&lt;/p&gt;&lt;h3&gt;Results&lt;/h3&gt;&lt;p&gt;&lt;b&gt;Ramp error&lt;/b&gt;: mean difference, 0 to 1; under 0.03 is fine.&lt;br&gt;&lt;b&gt;Warning&lt;/b&gt;: the likely cause, such as the value range; empty when all is well.&lt;/p&gt;</source>
        <translation>&lt;p&gt;将一幅平滑渐变图送入网络。其中没有任何可供超分辨率重建的细节：不能将其还原的网络，要么描述有误，要么未经训练。&lt;/p&gt;&lt;h3&gt;结果&lt;/h3&gt;&lt;p&gt;&lt;b&gt;渐变误差&lt;/b&gt;：平均差异，0 到 1；低于 0.03 即为正常。&lt;br&gt;&lt;b&gt;警告&lt;/b&gt;：可能的原因，例如值域；一切正常时为空。&lt;/p&gt;</translation>
    </message>
    <message>
        <source>Id of a network, or path of a checkpoint file.</source>
        <translation>网络的标识，或检查点文件的路径。</translation>
    </message>
    <message>
        <source>Ramp error</source>
        <translation>渐变误差</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
</context>
<context>
    <name>CompareDialog</name>
    <message>
        <source>Compare networks</source>
        <translation>比较网络</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>Explain the same region by each of these networks:</source>
        <translation>用以下各个网络解释同一区域：</translation>
    </message>
    <message>
        <source>Networks</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>LAM is what networks are compared by in the literature</source>
        <translation>文献中通常用 LAM 来比较网络</translation>
    </message>
    <message>
        <source>Tick at least two networks.</source>
        <translation>请至少勾选两个网络。</translation>
    </message>
    <message>
        <source>{0} networks, one after the other.</source>
        <translation>{0} 个网络，依次运行。</translation>
    </message>
    <message>
        <source>{0} networks, one after the other; {1} took {2:.1f} s.</source>
        <translation>{0} 个网络，依次运行；{1} 用时 {2:.1f} s。</translation>
    </message>
</context>
<context>
    <name>CompareNetworks</name>
    <message>
        <source>Compare networks</source>
        <translation>比较网络</translation>
    </message>
    <message>
        <source>Explains a region by several networks and compares what they look at.</source>
        <translation>用多个网络解释同一区域，并比较它们的关注之处。</translation>
    </message>
    <message>
        <source>Networks</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Ids or checkpoint files, at least two, separated by commas or line breaks.</source>
        <translation>标识或检查点文件，至少两个，以逗号或换行分隔。</translation>
    </message>
    <message>
        <source>Consensus</source>
        <translation>共识</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>Ranking by diffusion index</source>
        <translation>按扩散指数排名</translation>
    </message>
    <message>
        <source>Mean rank correlation</source>
        <translation>平均秩相关系数</translation>
    </message>
    <message>
        <source>Result as JSON</source>
        <translation>JSON 格式的结果</translation>
    </message>
    <message>
        <source>Widest look first: {0}</source>
        <translation>关注范围从广到窄：{0}</translation>
    </message>
    <message>
        <source>&lt;p&gt;Explains one region by each of several networks, of any scales.&lt;/p&gt;&lt;h3&gt;Results&lt;/h3&gt;&lt;p&gt;&lt;b&gt;Consensus&lt;/b&gt;: what nearly all of them use.&lt;br&gt;&lt;b&gt;Difference&lt;/b&gt;: blue where the wide-looking networks look and the others do not.&lt;br&gt;&lt;b&gt;Disagreement&lt;/b&gt;: how much their pictures differ, in the raster's units.&lt;br&gt;&lt;b&gt;Ranking&lt;/b&gt;: by diffusion index, the widest look first.&lt;br&gt;&lt;b&gt;Agreement&lt;/b&gt;: mean rank correlation of every two maps, −1 to 1.&lt;/p&gt;&lt;p&gt;Each network's own results lie in a folder of its name.&lt;/p&gt;</source>
        <translation>&lt;p&gt;用多个网络（倍率不限）分别解释同一区域。&lt;/p&gt;&lt;h3&gt;结果&lt;/h3&gt;&lt;p&gt;&lt;b&gt;共识&lt;/b&gt;：几乎所有网络共同使用的部分。&lt;br&gt;&lt;b&gt;差异&lt;/b&gt;：蓝色表示关注范围广的网络使用而其他网络不使用的部分。&lt;br&gt;&lt;b&gt;分歧&lt;/b&gt;：它们的图像相差多少，以栅格的单位计。&lt;br&gt;&lt;b&gt;排名&lt;/b&gt;：按扩散指数，关注范围最广的在前。&lt;br&gt;&lt;b&gt;一致性&lt;/b&gt;：每两幅图的秩相关系数的均值，−1 到 1。&lt;/p&gt;&lt;p&gt;每个网络各自的结果位于以其命名的文件夹中。&lt;/p&gt;</translation>
    </message>
    <message>
        <source>Disagreement</source>
        <translation>分歧</translation>
    </message>
</context>
<context>
    <name>Compared</name>
    <message>
        <source>Networks by {0}</source>
        <translation>各网络的比较 ({0})</translation>
    </message>
    <message>
        <source>Consensus</source>
        <translation>共识</translation>
    </message>
    <message>
        <source>{0} that nearly all of these networks share: {1}.</source>
        <translation>几乎所有网络共有的 {0}：{1}。</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>{0} of {1}, SHA-256 {2}.</source>
        <translation>{1} 的 {0}，SHA-256 {2}。</translation>
    </message>
    <message>
        <source>The result {0} cannot be read. Compare again.</source>
        <translation>无法读取结果 {0}。请重新比较。</translation>
    </message>
    <message>
        <source>Raster: {0}</source>
        <translation>栅格：{0}</translation>
    </message>
    <message>
        <source>Made by SRXAI with {0}</source>
        <translation>由 SRXAI 生成，使用 {0}</translation>
    </message>
    <message>
        <source>{0} of the networks that look widely, less that of the others: {1}. Blue is where only the wide ones look.</source>
        <translation>关注范围广的网络的 {0} 减去其他网络的结果：{1}。蓝色表示只有范围广的网络关注之处。</translation>
    </message>
    <message>
        <source>Disagreement</source>
        <translation>分歧</translation>
    </message>
    <message>
        <source>Largest difference between the pictures that these networks drew, in raster units: {0}.</source>
        <translation>这些网络所绘图像之间的最大差异，以栅格的单位计：{0}。</translation>
    </message>
    <message>
        <source>Super-resolved ×{0} by {1}, SHA-256 {2}.</source>
        <translation>由 {1} 进行的 ×{0} 超分辨率，SHA-256 {2}。</translation>
    </message>
    <message>
        <source>the same to the eye (up to {0})</source>
        <translation>肉眼看来相同（不超过 {0}）</translation>
    </message>
    <message>
        <source>differ a little (up to {0})</source>
        <translation>略有不同（不超过 {0}）</translation>
    </message>
    <message>
        <source>differ (up to {0})</source>
        <translation>不同（不超过 {0}）</translation>
    </message>
    <message>
        <source>contradict each other</source>
        <translation>互相矛盾</translation>
    </message>
</context>
<context>
    <name>Comparing</name>
    <message>
        <source>{0} networks compared in {1:.1f} s; {2} looks most widely.</source>
        <translation>已在 {1:.1f} s 内比较 {0} 个网络；{2} 的关注范围最广。</translation>
    </message>
</context>
<context>
    <name>Copies</name>
    <message>
        <source>it was cancelled</source>
        <translation>已取消</translation>
    </message>
</context>
<context>
    <name>Creation</name>
    <message>
        <source>Looking for a Python</source>
        <translation>正在查找 Python</translation>
    </message>
    <message>
        <source>{0} holds no wheel of torch. Choose the folder that &apos;pip download&apos; filled, or leave the field empty to install from the internet.</source>
        <translation>{0} 中没有 torch 的 wheel 包。请选择由“pip download”下载的文件夹，或将此栏留空以从互联网安装。</translation>
    </message>
    <message>
        <source>{0} is there already and was not made by SRXAI. Choose another folder.</source>
        <translation>{0} 已存在，且不是由 SRXAI 创建的。请选择其他文件夹。</translation>
    </message>
    <message>
        <source>The environment takes {0:.1f} GB, and {1} has {2:.1f} GB left. Make room, or choose a folder on another disk.</source>
        <translation>环境需要 {0:.1f} GB，而 {1} 仅剩 {2:.1f} GB。请腾出空间，或选择其他磁盘上的文件夹。</translation>
    </message>
    <message>
        <source>{0} cannot be written to ({1}). Choose another folder.</source>
        <translation>无法写入 {0} ({1})。请选择其他文件夹。</translation>
    </message>
    <message>
        <source>An empty environment</source>
        <translation>空环境</translation>
    </message>
    <message>
        <source>PyTorch, the largest part</source>
        <translation>PyTorch（体积最大的部分）</translation>
    </message>
    <message>
        <source>rasterio, NumPy and the other packages</source>
        <translation>rasterio、NumPy 及其他软件包</translation>
    </message>
    <message>
        <source>Architectures of networks</source>
        <translation>网络架构</translation>
    </message>
    <message>
        <source>It stopped at '{0}' with the words: {1} – Try again: it goes on where it stopped.</source>
        <translation>在“{0}”处停止，输出为：{1} – 请重试：将从中断处继续。</translation>
    </message>
    <message>
        <source>The engine starts for the first time</source>
        <translation>首次启动引擎</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>{0} is not there. Connect it, or choose another folder.</source>
        <translation>{0} 不存在。请先连接，或选择其他文件夹。</translation>
    </message>
    <message>
        <source>Another QGIS is making the environment in {0} just now. Wait until it is done there, or cancel it there.</source>
        <translation>另一个 QGIS 正在 {0} 中创建环境。请等它完成，或在那里取消。</translation>
    </message>
    <message>
        <source>SRXAI&apos;s own Python</source>
        <translation>SRXAI 自带的 Python</translation>
    </message>
    <message>
        <source>SRXAI&apos;s own Python: {0:.0f} of {1:.0f} MB</source>
        <translation>SRXAI 自带的 Python：{0:.0f} / {1:.0f} MB</translation>
    </message>
    <message>
        <source>{0} does not run. Remove the environment, then create it anew.</source>
        <translation>{0} 无法运行。请移除环境，再重新创建。</translation>
    </message>
    <message>
        <source>The system, or another program, ended the installation. Try again: it goes on where it stopped.</source>
        <translation>系统或其他程序终止了安装。请重试：会从中断处继续。</translation>
    </message>
    <message>
        <source>SRXAI knows no Python of its own for this computer ({0}). Choose one that is installed.</source>
        <translation>SRXAI 没有适合本机（{0}）的自带 Python。请选择已安装的。</translation>
    </message>
    <message>
        <source>The wheels in {0} are for another Python than SRXAI&apos;s own, which is {1}. Download them with that version, or choose a Python of this computer.</source>
        <translation>{0} 中的 wheel 包所对应的 Python 与 SRXAI 自带的 {1} 不同。请用该版本下载，或选择本机的 Python。</translation>
    </message>
</context>
<context>
    <name>Curves</name>
    <message>
        <source>random</source>
        <translation>随机</translation>
    </message>
    <message>
        <source>distance</source>
        <translation>距离</translation>
    </message>
    <message>
        <source>LR pixels that keep their detail, %</source>
        <translation>保留细节的 LR 像素，%</translation>
    </message>
    <message>
        <source>ATV, %</source>
        <translation>ATV，%</translation>
    </message>
    <message>
        <source>Distance from the region, m</source>
        <translation>到区域的距离，m</translation>
    </message>
    <message>
        <source>Distance from the region, LR pixels</source>
        <translation>到区域的距离，LR 像素</translation>
    </message>
    <message>
        <source>Attribution within it, %</source>
        <translation>该距离内的归因，%</translation>
    </message>
    <message>
        <source>Layer, the deepest last</source>
        <translation>网络层（最深层在最后）</translation>
    </message>
    <message>
        <source>Diffusion index</source>
        <translation>扩散指数</translation>
    </message>
    <message>
        <source>detail</source>
        <translation>细节</translation>
    </message>
</context>
<context>
    <name>DetailMapAlgorithm</name>
    <message>
        <source>Detail map</source>
        <translation>细节图</translation>
    </message>
    <message>
        <source>Maps where the detail that a network adds can be relied on.</source>
        <translation>绘制网络添加的细节在何处可以依靠。</translation>
    </message>
    <message>
        <source>&lt;p&gt;Judges the super-resolved detail of a whole raster, pixel by pixel, from the 32 × 32 pixels around each.&lt;/p&gt;&lt;h3&gt;Bands&lt;/h3&gt;&lt;p&gt;&lt;b&gt;Half-width&lt;/b&gt; of an interval that is meant to hold nine in ten true values, in raster units.&lt;br&gt;&lt;b&gt;Estimated true share&lt;/b&gt; of the added detail: 1 all of it, 0 none.&lt;br&gt;&lt;b&gt;Added detail&lt;/b&gt;, root mean square, in raster units.&lt;br&gt;&lt;b&gt;Class&lt;/b&gt;: supported (networks that do not invent draw it too), plausible, invented, nothing added, not calibrated.&lt;br&gt;&lt;b&gt;Difference from the input&lt;/b&gt; after degradation; a small one proves nothing.&lt;/p&gt;&lt;p&gt;It is never said that detail is real: only that others would have drawn it.&lt;/p&gt;</source>
        <translation>&lt;p&gt;逐像素评判整幅栅格的超分细节，依据每个像素周围的 32 × 32 像素。&lt;/p&gt;&lt;h3&gt;波段&lt;/h3&gt;&lt;p&gt;区间的&lt;b&gt;半宽&lt;/b&gt;，区间应包含十分之九的真值，以栅格单位计。&lt;br&gt;新增细节的&lt;b&gt;估计真实份额&lt;/b&gt;：1 为全部，0 为没有。&lt;br&gt;&lt;b&gt;新增细节&lt;/b&gt;，均方根，以栅格单位计。&lt;br&gt;&lt;b&gt;类别&lt;/b&gt;：有依据（不虚构的网络也画出它）、可能、虚构、无新增细节、未校准。&lt;br&gt;缩小后&lt;b&gt;与输入的差&lt;/b&gt;；差小不证明什么。&lt;/p&gt;&lt;p&gt;这里从不说细节是真的，只说别的网络也会画出它。&lt;/p&gt;</translation>
    </message>
    <message>
        <source>Share in %: {0}</source>
        <translation>份额（%）：{0}</translation>
    </message>
    <message>
        <source>Tiles</source>
        <translation>切片数</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>摘要</translation>
    </message>
    <message>
        <source>Supported {0:.0f} %, plausible {1:.0f} %, invented {2:.0f} %, nothing added {3:.0f} %, not calibrated {4:.0f} %.</source>
        <translation>有依据 {0:.0f} %，可能 {1:.0f} %，虚构 {2:.0f} %，无新增细节 {3:.0f} %，未校准 {4:.0f} %。</translation>
    </message>
</context>
<context>
    <name>Download</name>
    <message>
        <source>{0} cannot be written ({1}). Make room, or choose another folder.</source>
        <translation>无法写入 {0}（{1}）。请腾出空间，或选择另一个文件夹。</translation>
    </message>
    <message>
        <source>The proxy did not let the download from {0} through. Set it under Settings ▸ Options ▸ Network, then try again: it goes on where it stopped.</source>
        <translation>代理没有放行来自 {0} 的下载。请在“设置 ▸ 选项 ▸ 网络”中设置代理后重试：会从中断处继续。</translation>
    </message>
    <message>
        <source>The certificate of {0} is not known here. Ask the network's administrator for it, add it under Settings ▸ Options ▸ Authentication ▸ Manage Certificates, then try again.</source>
        <translation>本机不认识 {0} 的证书。请向网络管理员索取，在“设置 ▸ 选项 ▸ 身份验证 ▸ 管理证书”中添加后重试。</translation>
    </message>
    <message>
        <source>{0} was not reached, or broke off ({1}). Check the network, then try again: it goes on where it stopped.</source>
        <translation>无法连接 {0}，或连接中断（{1}）。请检查网络后重试：会从中断处继续。</translation>
    </message>
</context>
<context>
    <name>Engine</name>
    <message>
        <source>How strongly each layer&apos;s map gates the layers below it; 0 does not.</source>
        <translation>各层的图对其下各层的门控强度；0 表示不门控。</translation>
    </message>
    <message>
        <source>Blur that takes the texture out of the reference image, in LR pixels.</source>
        <translation>用于从参考图像中去除纹理的模糊程度（LR 像素）。</translation>
    </message>
    <message>
        <source>Side of the blur&apos;s kernel, in LR pixels.</source>
        <translation>模糊核的边长（LR 像素）。</translation>
    </message>
    <message>
        <source>Comma-separated names of the layers to follow; left empty, all convolutions and linear layers at LR working resolution.</source>
        <translation>要追踪的各层名称，以逗号分隔；留空则为 LR 工作分辨率下的所有卷积层和线性层。</translation>
    </message>
    <message>
        <source>Adds up how the region&apos;s texture responds while the image sharpens from blurred to itself.</source>
        <translation>累加图像由模糊逐渐变清晰的过程中区域纹理的响应。</translation>
    </message>
    <message>
        <source>midpoint takes each gradient in the middle of its step; official repeats the authors&apos; demo, which takes it at the sharper end; anytime starts with three steps of equal length and divides them until the map stands still.</source>
        <translation>midpoint 在每一步的中点取梯度；official 重现作者的演示程序，在较清晰的一端取梯度；anytime 从等长的三步开始并不断细分，直到归因图趋于稳定。</translation>
    </message>
    <message>
        <source>blur sharpens the image little by little, as published; linear mixes the blurred image with the image; black brightens the image from nothing.</source>
        <translation>blur 逐渐使图像变清晰，与论文一致；linear 将模糊图像与原图混合；black 从全黑逐渐提亮图像。</translation>
    </message>
    <message>
        <source>Gradient evaluations along the path; if not given, 25 for midpoint, 50 for official and at most 81 for anytime.</source>
        <translation>沿路径的梯度计算次数；未指定时，midpoint 为 25，official 为 50，anytime 最多 81。</translation>
    </message>
    <message>
        <source>Blur at the start of the path, in LR pixels.</source>
        <translation>路径起点的模糊程度（LR 像素）。</translation>
    </message>
    <message>
        <source>For anytime: the change of the map, and the share of the texture that its sum misses, under which it is done.</source>
        <translation>用于 anytime：当归因图的变化以及累加和所遗漏的纹理比例低于此值时结束。</translation>
    </message>
    <message>
        <source>How much the region changes when a pixel changes by a very little; the simplest question.</source>
        <translation>某个像素发生极小变化时区域会变化多少；这是最简单的问题。</translation>
    </message>
    <message>
        <source>It saturates: a pixel that the region already relies on fully may get nothing, and it tells sensitivity, not what made the detail.</source>
        <translation>它会饱和：区域已完全依赖的像素可能得不到归因；它反映的是敏感度，而不是细节由何而来。</translation>
    </message>
    <message>
        <source>The gradient weighed by the pixel&apos;s own value: bright pixels that the region reacts to.</source>
        <translation>以像素自身的值加权的梯度：区域有响应的明亮像素。</translation>
    </message>
    <message>
        <source>It favours bright pixels whatever their texture, gives black ones nothing, and saturates like the gradient.</source>
        <translation>它偏向明亮像素而不论其纹理，对黑色像素不给归因，并且与梯度一样会饱和。</translation>
    </message>
    <message>
        <source>The gradient with only what speaks for the region let through at every ReLU; looks crisp.</source>
        <translation>在每个 ReLU 处只让支持该区域的部分通过的梯度；图像看上去很清晰。</translation>
    </message>
    <message>
        <source>It says little about the network: its maps stay almost the same when the weights are replaced by random ones.</source>
        <translation>它几乎不反映网络本身：将权重换成随机值后，归因图几乎不变。</translation>
    </message>
    <message>
        <source>Adds up the gradient on the straight way from an image without detail to the image itself.</source>
        <translation>沿着从无细节图像到原图的直线路径累加梯度。</translation>
    </message>
    <message>
        <source>From black it explains brightness rather than texture, through images unlike any that the network learned from; keep the blurred baseline, or use LAM.</source>
        <translation>从黑色出发时，它解释的是亮度而非纹理，并且途经网络从未学习过的图像；请保留模糊基线，或改用 LAM。</translation>
    </message>
    <message>
        <source>What the image is compared with: blurred keeps brightness and takes the texture out; black takes both.</source>
        <translation>与图像对照的基线：blurred 保留亮度、去除纹理；black 两者都去除。</translation>
    </message>
    <message>
        <source>Gradient evaluations along the line.</source>
        <translation>沿直线的梯度计算次数。</translation>
    </message>
    <message>
        <source>The gradient averaged over slightly noisy copies of the image, which calms its speckle.</source>
        <translation>对图像的多个略加噪声的副本求平均的梯度，可抑制斑点。</translation>
    </message>
    <message>
        <source>Noise is texture too: with much of it, the map explains the noise and not the region.</source>
        <translation>噪声也是纹理：噪声过大时，归因图解释的是噪声而不是区域。</translation>
    </message>
    <message>
        <source>Standard deviation of the noise, as a share of the value range; classifiers take 0.1 to 0.2, which drowns a region&apos;s texture.</source>
        <translation>噪声的标准差，以占值域的比例表示；分类网络取 0.1 到 0.2，这会淹没区域的纹理。</translation>
    </message>
    <message>
        <source>Noisy copies; one gradient each.</source>
        <translation>加噪副本的数量；每个副本计算一次梯度。</translation>
    </message>
    <message>
        <source>Of the noise: the same seed, the same map.</source>
        <translation>噪声的随机种子：种子相同，归因图相同。</translation>
    </message>
    <message>
        <source>Where the gradient varies most between slightly noisy copies of the image; has no sign.</source>
        <translation>在图像的各个略加噪声的副本之间梯度变化最大之处；没有正负号。</translation>
    </message>
    <message>
        <source>Where a layer&apos;s channels are active that, on the whole, speak for the region.</source>
        <translation>总体上支持该区域的各通道在某一层中的激活之处。</translation>
    </message>
    <message>
        <source>Super-resolution has no semantic channels to point with: one weight for a whole channel lights up texture all over the tile, and shallow layers fail outright.</source>
        <translation>超分辨率网络没有可供定位的语义通道：整个通道共用一个权重会点亮整个图块的纹理，浅层则完全失效。</translation>
    </message>
    <message>
        <source>Name of the layer to look at; left empty, the deepest at LR working resolution.</source>
        <translation>要查看的层的名称；留空则为 LR 工作分辨率下的最深层。</translation>
    </message>
    <message>
        <source>Grad-CAM with a channel&apos;s weight taken from the places that speak for the region.</source>
        <translation>通道权重取自支持该区域之处的 Grad-CAM。</translation>
    </message>
    <message>
        <source>Its weights assume a class score, and a whole channel shares one: as with Grad-CAM, the map lights up texture that the region never sees.</source>
        <translation>其权重以类别得分为前提，且整个通道共用一个权重：与 Grad-CAM 一样，归因图会点亮区域从未看到的纹理。</translation>
    </message>
    <message>
        <source>Where a layer is active and its activity speaks for the region, pixel by pixel.</source>
        <translation>某一层中处于激活状态且激活支持该区域之处，逐像素计算。</translation>
    </message>
    <message>
        <source>It takes each layer&apos;s activity as evidence, which super-resolution&apos;s features, signed and without meaning of their own, are not.</source>
        <translation>它把各层的激活当作证据，而超分辨率的特征有正有负，自身并无含义，不能如此看待。</translation>
    </message>
    <message>
        <source>Guided backpropagation where Grad-CAM is warm: its fine lines, kept to the active places.</source>
        <translation>在 Grad-CAM 响应较强之处的引导反向传播：保留其细线，并限于激活之处。</translation>
    </message>
    <message>
        <source>It has the faults of both: little about the weights, and no semantic channels in super-resolution to point with.</source>
        <translation>它兼有两者的缺点：几乎不反映权重，且超分辨率网络没有可供定位的语义通道。</translation>
    </message>
    <message>
        <source>Covers one patch after another and looks how much of the region&apos;s texture goes with it.</source>
        <translation>逐块遮挡图像，观察区域的纹理随之失去多少。</translation>
    </message>
    <message>
        <source>A covered patch has an edge, which is texture of its own that the network sharpens; so it is filled with the blurred image unless you choose black.</source>
        <translation>遮挡块的边缘本身就是纹理，网络会将其锐化；因此除非选择黑色，否则用模糊图像填充。</translation>
    </message>
    <message>
        <source>Patches along the longer side of the tile; a forward pass each.</source>
        <translation>沿图块长边的遮挡块数；每块进行一次前向传播。</translation>
    </message>
    <message>
        <source>Side of a patch, in distances between neighbouring patches.</source>
        <translation>遮挡块的边长，以相邻遮挡块的间距为单位。</translation>
    </message>
    <message>
        <source>Learns the smallest part of the image whose blurring takes the region&apos;s texture away.</source>
        <translation>学习出模糊后会使区域纹理消失的最小图像部分。</translation>
    </message>
    <message>
        <source>Masks can be adversarial: a faint one may upset the network instead of hiding anything; keep them coarse and smooth.</source>
        <translation>掩膜可能成为对抗样本：轻微的掩膜也可能扰乱网络而并未遮住任何内容；请使用粗糙而平滑的掩膜。</translation>
    </message>
    <message>
        <source>Steps of Adam; one gradient each.</source>
        <translation>Adam 的步数；每步计算一次梯度。</translation>
    </message>
    <message>
        <source>Side of one value of the mask, in LR pixels.</source>
        <translation>掩膜中每个值的边长（LR 像素）。</translation>
    </message>
    <message>
        <source>λ₁: how much texture a deleted share of the tile must carry.</source>
        <translation>λ₁：被删除的图块面积应带走多少纹理。</translation>
    </message>
    <message>
        <source>λ₂: weight of the mask's total variation.</source>
        <translation>λ₂：掩膜总变差的权重。</translation>
    </message>
    <message>
        <source>Learning rate of Adam.</source>
        <translation>Adam 的学习率。</translation>
    </message>
    <message>
        <source>Where did the region&apos;s edges and patterns come from?</source>
        <translation>区域中的边缘和图案由何而来？</translation>
    </message>
    <message>
        <source>Where did the edges and patterns of one band come from?</source>
        <translation>某个波段中的边缘和图案由何而来？</translation>
    </message>
    <message>
        <source>Band among the network&apos;s own, counted from 1.</source>
        <translation>网络自身波段中的序号，从 1 开始。</translation>
    </message>
    <message>
        <source>Which pixels made the region as bright as it is?</source>
        <translation>哪些像素决定了区域的亮度？</translation>
    </message>
    <message>
        <source>Which pixels made the region&apos;s index, such as NDVI, what it is?</source>
        <translation>哪些像素决定了区域的指数（例如 NDVI）？</translation>
    </message>
    <message>
        <source>Band a of (a - b) / (a + b): near infrared for NDVI.</source>
        <translation>(a - b) / (a + b) 中的波段 a：NDVI 为近红外。</translation>
    </message>
    <message>
        <source>Band b of (a - b) / (a + b): red for NDVI.</source>
        <translation>(a - b) / (a + b) 中的波段 b：NDVI 为红。</translation>
    </message>
    <message>
        <source>Where did stripes of one width and direction come from?</source>
        <translation>某一宽度和方向的条纹由何而来？</translation>
    </message>
    <message>
        <source>Stripes in an SR pixel: 0.25 is one in four pixels.</source>
        <translation>每个 SR 像素的条纹数：0.25 即每四个像素一条。</translation>
    </message>
    <message>
        <source>Direction across the stripes, in degrees: 0 crosses upright stripes, 90 level ones.</source>
        <translation>垂直于条纹的方向（度）：0 为横穿竖直条纹，90 为横穿水平条纹。</translation>
    </message>
    <message>
        <source>How much of the region&apos;s texture changes when the pointed-at pixels lose their detail; higher is better.</source>
        <translation>归因图指出的像素失去细节时区域纹理变化多少；越高越好。</translation>
    </message>
    <message>
        <source>How fast the region&apos;s texture returns when the pointed-at pixels get their detail back first, and goes when they lose it first.</source>
        <translation>归因图指出的像素最先恢复细节时区域纹理恢复得多快，最先失去细节时消失得多快。</translation>
    </message>
    <message>
        <source>How much the map changes when the image changes by noise that nobody sees; lower is better.</source>
        <translation>图像加入肉眼不可见的噪声时归因图变化多少；越低越好。</translation>
    </message>
    <message>
        <source>How much of the effect of blurring a random square the map fails to foretell; 0 is none, 1 all of it.</source>
        <translation>对随机方块进行模糊所产生的影响中，归因图未能预测的部分；0 表示没有，1 表示全部。</translation>
    </message>
    <message>
        <source>How alike the map stays when the network forgets what it learned, layer by layer; a map of the network must fall apart.</source>
        <translation>网络逐层遗忘所学内容时归因图保持多相似；真正反映网络的归因图必然会瓦解。</translation>
    </message>
    <message>
        <source>SRXAI has no engine yet: networks run in a Python of their own, with PyTorch and rasterio. Create one under Settings ▸ Options ▸ SRXAI, or choose one that you have.</source>
        <translation>SRXAI 尚无引擎：网络在装有 PyTorch 和 rasterio 的独立 Python 中运行。请在“设置 ▸ 选项 ▸ SRXAI”中创建，或选择已有的引擎。</translation>
    </message>
    <message>
        <source>Runs the relevance of the region&apos;s edges down the network, layer by layer, as published.</source>
        <translation>将区域边缘的相关性沿网络逐层向下传播，与论文一致。</translation>
    </message>
    <message>
        <source>ignored takes nothing down a skip connection, as published; split shares the relevance between a skip and its branch by what each contributes, so that less of it is lost.</source>
        <translation>ignored 不让相关性经跳跃连接向下传播，与论文一致；split 按跳跃连接与其支路各自的贡献分配相关性，损失较少。</translation>
    </message>
    <message>
        <source>double computes all that relevance starts from in double precision, which takes half as long again: where a region is nearly flat, rounding moves the last layer&apos;s map by 1e-6.</source>
        <translation>double 以双精度计算相关性的全部起点，耗时增加一半：区域几乎平坦时，舍入会使最后一层的图变动 1e-6。</translation>
    </message>
    <message>
        <source>Follows the region&apos;s texture back through the network, each layer gated by what changes in it; the fast one.</source>
        <translation>沿网络逐层回溯区域的纹理，每层由其中的变化门控；速度快。</translation>
    </message>
    <message>
        <source>Runs the difference that the image&apos;s texture makes down the network, layer by layer.</source>
        <translation>将图像纹理所造成的差异沿网络逐层向下传播。</translation>
    </message>
    <message>
        <source>Where a layer&apos;s activity, times what it adds to the region, is positive, pixel by pixel.</source>
        <translation>逐像素显示某层的激活与其对区域贡献之积为正的位置。</translation>
    </message>
    <message>
        <source>It is exact for a layer that one linear layer follows, which no super-resolution network has on the LR grid: what comes after the layer counts by its gradient alone.</source>
        <translation>只有当某层之后仅有一个线性层时它才精确，而超分辨率网络在 LR 网格上没有这样的层：该层之后的部分仅以梯度计入。</translation>
    </message>
    <message>
        <source>Blurs one block of pixels after another and measures what changes in the region: the truth that the other maps estimate.</source>
        <translation>逐个模糊像素块，测量区域中发生的变化：这正是其他归因图所估计的真值。</translation>
    </message>
    <message>
        <source>One pixel at a time: what only several pixels together carry does not show, and a tile takes seconds to minutes.</source>
        <translation>每次只看一个像素：须由多个像素共同承载的内容不会显现；一个图块需要数秒到数分钟。</translation>
    </message>
    <message>
        <source>Side of a block in LR pixels; 1 is pixel by pixel, four times as slow.</source>
        <translation>像素块的边长（LR 像素）；1 表示逐像素，耗时为四倍。</translation>
    </message>
    <message>
        <source>soft opens a layer&apos;s gate wherever its map is not small beside its own mean; hard only at the map&apos;s maximum, and elsewhere in proportion.</source>
        <translation>soft：某层的图不明显小于其自身均值之处，该层的门即打开；hard：仅在图的最大值处完全打开，其余按比例打开。</translation>
    </message>
    <message>
        <source>Where did the detail come from that the network adds to bicubic interpolation?</source>
        <translation>网络在双三次插值之外新增的细节来自哪里？</translation>
    </message>
    <message>
        <source>PyTorch has no packages for this system ({0}).</source>
        <translation>PyTorch 没有适用于此系统（{0}）的软件包。</translation>
    </message>
    <message>
        <source>PyTorch needs a 64-bit Windows.</source>
        <translation>PyTorch 需要 64 位的 Windows。</translation>
    </message>
    <message>
        <source>PyTorch has no packages for Macs with an Intel processor any more.</source>
        <translation>PyTorch 不再为搭载 Intel 处理器的 Mac 提供软件包。</translation>
    </message>
    <message>
        <source>PyTorch needs macOS 14 or later; update macOS if this Mac allows it.</source>
        <translation>PyTorch 需要 macOS 14 或更高版本；若这台 Mac 允许，请更新 macOS。</translation>
    </message>
    <message>
        <source>PyTorch has no packages for this processor ({0}).</source>
        <translation>PyTorch 没有适用于此处理器（{0}）的软件包。</translation>
    </message>
    <message>
        <source>PyTorch needs a Linux with glibc, and this one has another C library.</source>
        <translation>PyTorch 需要使用 glibc 的 Linux，而本机用的是另一种 C 库。</translation>
    </message>
    <message>
        <source>PyTorch needs glibc 2.28 or later, and this Linux has {0}; a newer release of the system has it.</source>
        <translation>PyTorch 需要 glibc 2.28 或更高版本，而本机 Linux 的是 {0}；较新的系统版本会带有它。</translation>
    </message>
    <message>
        <source>What works instead: a Python of your own that has PyTorch already, or one on another computer, chosen as the engine's Python under Settings ▸ Options ▸ SRXAI.</source>
        <translation>可行的办法：在“设置 ▸ 选项 ▸ SRXAI”中，把已装有 PyTorch 的自备 Python，或另一台计算机上的 Python，选作引擎的 Python。</translation>
    </message>
    <message>
        <source>Windows on ARM: there are no packages for its own processor. A Python for x86-64 runs there translated, as QGIS does; it is slower, and was not tried with SRXAI.</source>
        <translation>ARM 上的 Windows：没有适用于其处理器的软件包。x86-64 的 Python 与 QGIS 一样可以转译运行；速度较慢，且未与 SRXAI 一起试验过。</translation>
    </message>
    <message>
        <source>is for {0}, and packages are for 64-bit x86 only</source>
        <translation>适用于 {0}，而软件包只有 64 位 x86 的</translation>
    </message>
    <message>
        <source>is for Intel&apos;s processors, and packages are for Apple&apos;s only</source>
        <translation>是 Intel 处理器的，而软件包只有苹果处理器的</translation>
    </message>
    <message>
        <source>the packages&apos; server</source>
        <translation>软件包服务器</translation>
    </message>
    <message>
        <source>of this computer&apos;s variables</source>
        <translation>（由本机环境变量指定）</translation>
    </message>
    <message>
        <source>PyTorch does not load: Microsoft&apos;s Visual C++ runtime is missing or too old. Install vc_redist.x64.exe from https://aka.ms/vs/17/release/vc_redist.x64.exe, then try again.</source>
        <translation>PyTorch 无法加载：缺少微软的 Visual C++ 运行库，或版本太旧。请从 https://aka.ms/vs/17/release/vc_redist.x64.exe 安装 vc_redist.x64.exe 后重试。</translation>
    </message>
    <message>
        <source>The Python that the environment is made from lacks ssl, so nothing can be downloaded with it. Choose SRXAI&apos;s own Python, or install one from python.org.</source>
        <translation>用来创建环境的 Python 缺少 ssl，无法下载任何内容。请选择 SRXAI 自带的 Python，或从 python.org 安装一个。</translation>
    </message>
    <message>
        <source>The proxy {proxy} did not let the download through. Set it under Settings ▸ Options ▸ Network, or choose a folder of wheels, then try again: it goes on where it stopped.</source>
        <translation>代理 {proxy} 没有放行下载。请在“设置 ▸ 选项 ▸ 网络”中设置代理，或选择 wheel 包文件夹，然后重试：会从中断处继续。</translation>
    </message>
    <message>
        <source>The proxy {proxy} asks for a user and a password. Give both under Settings ▸ Options ▸ Network, then try again: it goes on where it stopped.</source>
        <translation>代理 {proxy} 要求用户名和密码。请在“设置 ▸ 选项 ▸ 网络”中填写后重试：会从中断处继续。</translation>
    </message>
    <message>
        <source>pip cannot use a SOCKS proxy. Set an HTTP proxy under Settings ▸ Options ▸ Network, or choose a folder of wheels.</source>
        <translation>pip 不能使用 SOCKS 代理。请在“设置 ▸ 选项 ▸ 网络”中设置 HTTP 代理，或选择 wheel 包文件夹。</translation>
    </message>
    <message>
        <source>The certificate of {server} is not known here, most likely because a company's network reads along. Ask its administrator for the certificate, add it under Settings ▸ Options ▸ Authentication ▸ Manage Certificates, then try again.</source>
        <translation>本机不认识 {server} 的证书，很可能是因为公司网络会检查加密流量。请向管理员索取证书，在“设置 ▸ 选项 ▸ 身份验证 ▸ 管理证书”中添加后重试。</translation>
    </message>
    <message>
        <source>The disk is full. Make room where {folder} is, or remove the environment and choose a folder on another disk, then try again: it goes on where it stopped.</source>
        <translation>磁盘已满。请在 {folder} 所在磁盘腾出空间，或移除环境并选择另一块磁盘上的文件夹，然后重试：会从中断处继续。</translation>
    </message>
    <message>
        <source>An antivirus program stopped a file of the environment. Have {folder} excepted from it, then try again.</source>
        <translation>杀毒软件拦下了环境的一个文件。请把 {folder} 设为例外后重试。</translation>
    </message>
    <message>
        <source>A file&apos;s path is too long for this system. Choose a folder with a shorter path than {folder}, such as C:\srxai.</source>
        <translation>某个文件的路径对此系统来说太长。请选择路径比 {folder} 短的文件夹，例如 C:\srxai。</translation>
    </message>
    <message>
        <source>This user may not write to {folder}, or a program keeps it closed. Choose another folder, or have it opened for you, then try again.</source>
        <translation>当前用户不能写入 {folder}，或有程序将其锁住。请选择另一个文件夹，或请人开放权限，然后重试。</translation>
    </message>
    <message>
        <source>Another program holds files in {folder} open. Close other QGIS windows, then try again.</source>
        <translation>另一个程序占用了 {folder} 中的文件。请关闭其他 QGIS 窗口后重试。</translation>
    </message>
    <message>
        <source>{server} was not reached. Check the network and QGIS&apos;s proxy, or choose a folder of wheels, then try again: it goes on where it stopped.</source>
        <translation>无法连接 {server}。请检查网络和 QGIS 的代理，或选择 wheel 包文件夹，然后重试：会从中断处继续。</translation>
    </message>
    <message>
        <source>The Python, or a package, is for another kind of processor or system. Choose SRXAI&apos;s own Python, or wheels for this system, then try again.</source>
        <translation>这个 Python 或某个软件包是为另一种处理器或系统准备的。请选择 SRXAI 自带的 Python，或适用于此系统的 wheel 包，然后重试。</translation>
    </message>
    <message>
        <source>The package {package} was not found for this Python. Choose SRXAI&apos;s own Python, or wheels for the version of Python that is used, then try again.</source>
        <translation>没有找到适用于此 Python 的软件包 {package}。请选择 SRXAI 自带的 Python，或与所用 Python 版本相符的 wheel 包，然后重试。</translation>
    </message>
    <message>
        <source>A package arrived damaged. Try again; if it comes back, something between here and {server} changes downloads.</source>
        <translation>收到的软件包已损坏。请重试；若再次出现，则本机与 {server} 之间有什么在改动下载内容。</translation>
    </message>
    <message>
        <source>the server</source>
        <translation>服务器</translation>
    </message>
    <message>
        <source>{0} does not answer; it is asked again.</source>
        <translation>{0} 没有应答；正在再次询问。</translation>
    </message>
    <message>
        <source>Downloading {0}, {1} {2}</source>
        <translation>正在下载 {0}，{1} {2}</translation>
    </message>
    <message>
        <source>{0} is here already</source>
        <translation>{0} 已在本机</translation>
    </message>
    <message>
        <source>Looking for {0}</source>
        <translation>正在查找 {0}</translation>
    </message>
    <message>
        <source>Installing {0} packages</source>
        <translation>正在安装 {0} 个软件包</translation>
    </message>
    <message>
        <source>{0:.0f} of about {1:.0f} MB</source>
        <translation>{0:.0f} MB，共约 {1:.0f} MB</translation>
    </message>
    <message>
        <source>{0}, less than a minute left</source>
        <translation>{0}，剩余不到 1 分钟</translation>
    </message>
    <message>
        <source>{0}, about {1:.0f} min left</source>
        <translation>{0}，剩余约 {1:.0f} 分钟</translation>
    </message>
    <message>
        <source>{0} has {1} characters, and with those of PyTorch&apos;s files a path would have more than the 260 that this Windows takes. Choose a folder of at most {2} characters, such as C:\srxai, or have an administrator enable long paths.</source>
        <translation>{0} 有 {1} 个字符，加上 PyTorch 文件的路径会超过本机 Windows 允许的 260 个字符。请选择路径不超过 {2} 个字符的文件夹，例如 C:\srxai，或请管理员启用长路径。</translation>
    </message>
    <message>
        <source>is a 32-bit Python</source>
        <translation>是 32 位的 Python</translation>
    </message>
    <message>
        <source>lacks {0}</source>
        <translation>缺少 {0}</translation>
    </message>
    <message>
        <source>No Python to make the environment from was found. Choose SRXAI&apos;s own Python, which a click downloads, or install 64-bit Python {0} with venv (on Debian and Ubuntu the package python3-venv, elsewhere from python.org), then try again.</source>
        <translation>没有找到可用来创建环境的 Python。请选择 SRXAI 自带的 Python（点击即可下载），或安装带 venv 的 64 位 Python {0}（在 Debian 和 Ubuntu 上是软件包 python3-venv，其他系统从 python.org 获取），然后重试。</translation>
    </message>
    <message>
        <source>Passed over: {0}.</source>
        <translation>已跳过：{0}。</translation>
    </message>
</context>
<context>
    <name>EngineBox</name>
    <message>
        <source>Engine</source>
        <translation>引擎</translation>
    </message>
    <message>
        <source>Python of the engine (python or python.exe)</source>
        <translation>引擎的 Python（python 或 python.exe）</translation>
    </message>
    <message>
        <source>Empty: the first of a checkout&apos;s .venv and the environment made below</source>
        <translation>留空：依次查找源码目录中的 .venv 和下方创建的环境</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>Start this Python and see whether the engine runs in it</source>
        <translation>启动此 Python，检查引擎能否在其中运行</translation>
    </message>
    <message>
        <source>Networks run in a Python of their own, apart from QGIS&apos;s.</source>
        <translation>网络在独立的 Python 中运行，与 QGIS 自带的 Python 分开。</translation>
    </message>
    <message>
        <source>Python</source>
        <translation>Python</translation>
    </message>
    <message>
        <source>automatic: {0}</source>
        <translation>自动：{0}</translation>
    </message>
    <message>
        <source>○ None yet. Create its environment below, or choose one you have.</source>
        <translation>○ 尚无。请在下方创建环境，或选择已有的环境。</translation>
    </message>
    <message>
        <source>Starting {0} …</source>
        <translation>正在启动 {0} …</translation>
    </message>
    <message>
        <source>● Works: PyTorch {0}, rasterio {1}, Python {2}, on {3}.</source>
        <translation>● 可用：PyTorch {0}，rasterio {1}，Python {2}，运行设备：{3}。</translation>
    </message>
    <message>
        <source>the processor, {0} threads</source>
        <translation>处理器，{0} 个线程</translation>
    </message>
</context>
<context>
    <name>EngineSession</name>
    <message>
        <source>The engine could not be started: {0} does not run.</source>
        <translation>无法启动引擎：{0} 无法运行。</translation>
    </message>
    <message>
        <source>The system ended the engine, most likely because memory ran out (signal 9). Draw a smaller region or give it less context.</source>
        <translation>系统终止了引擎，很可能是因为内存不足（信号 9）。请绘制较小的区域或减少上下文。</translation>
    </message>
    <message>
        <source>The engine crashed (signal {0}). Try again: it starts afresh.</source>
        <translation>引擎崩溃（信号 {0}）。请重试：引擎会重新启动。</translation>
    </message>
    <message>
        <source>The engine ended by itself (status {0}). Try again: it starts afresh.</source>
        <translation>引擎自行退出（状态 {0}）。请重试：引擎会重新启动。</translation>
    </message>
    <message>
        <source> Its last words: {0}</source>
        <translation> 最后的输出：{0}</translation>
    </message>
    <message>
        <source>The request is longer than {0} MB. Simplify its polygon, or name fewer files.</source>
        <translation>请求超过 {0} MB。请简化多边形，或减少文件数量。</translation>
    </message>
    <message>
        <source>The engine&apos;s answer is longer than {0} MB and was not read. Ask for less at once.</source>
        <translation>引擎的应答超过 {0} MB，未读取。请减少一次请求的内容。</translation>
    </message>
</context>
<context>
    <name>EngineSetup</name>
    <message>
        <source>Stopping</source>
        <translation>正在停止</translation>
    </message>
    <message>
        <source>The environment is removed.</source>
        <translation>环境已移除。</translation>
    </message>
    <message>
        <source>Removing</source>
        <translation>正在移除</translation>
    </message>
    <message>
        <source>The engine is ready: its environment is made.</source>
        <translation>引擎已就绪：环境创建完成。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Stopped. What was downloaded is kept: Continue goes on from there.</source>
        <translation>已停止。已下载的内容会保留：点“继续”可接着进行。</translation>
    </message>
    <message>
        <source>Stop; what was downloaded is kept to go on with</source>
        <translation>停止；已下载的内容会保留，以便继续</translation>
    </message>
</context>
<context>
    <name>EnvironmentBox</name>
    <message>
        <source>Engine environment</source>
        <translation>引擎环境</translation>
    </message>
    <message>
        <source>Folder for the environment; it takes a place of its own in it</source>
        <translation>存放环境的文件夹；环境会在其中单独占用一个位置</translation>
    </message>
    <message>
        <source>none: packages come from the internet</source>
        <translation>无：软件包来自互联网</translation>
    </message>
    <message>
        <source>For a computer without internet: a folder that &apos;pip download&apos; filled</source>
        <translation>用于无法联网的计算机：由“pip download”下载的文件夹</translation>
    </message>
    <message>
        <source>for the processor (CPU)</source>
        <translation>用于处理器 (CPU)</translation>
    </message>
    <message>
        <source>for an NVIDIA card (CUDA)</source>
        <translation>用于 NVIDIA 显卡 (CUDA)</translation>
    </message>
    <message>
        <source>as pip is set up on this computer</source>
        <translation>按本机的 pip 设置</translation>
    </message>
    <message>
        <source>for an NVIDIA card (none found here)</source>
        <translation>用于 NVIDIA 显卡（本机未找到）</translation>
    </message>
    <message>
        <source>CPU suits every computer. CUDA is faster for large networks. The last one takes what pip&apos;s own configuration leads to, such as a company&apos;s mirror.</source>
        <translation>CPU 适用于所有计算机；CUDA 运行大型网络更快。最后一项遵循 pip 自身的配置，例如公司的镜像。</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>PyTorch</source>
        <translation>PyTorch</translation>
    </message>
    <message>
        <source>Offline wheels</source>
        <translation>离线 wheel 包</translation>
    </message>
    <message>
        <source>Remove environment</source>
        <translation>移除环境</translation>
    </message>
    <message>
        <source>Delete the environment that SRXAI made in this folder</source>
        <translation>删除 SRXAI 在此文件夹中创建的环境</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>○ Working in {0}; you may close this window.</source>
        <translation>○ 正在 {0} 中创建；可以关闭此窗口。</translation>
    </message>
    <message>
        <source>◐ {0} was made for another version of SRXAI.</source>
        <translation>◐ {0} 是为其他版本的 SRXAI 创建的。</translation>
    </message>
    <message>
        <source>● {0}</source>
        <translation>● {0}</translation>
    </message>
    <message>
        <source>◐ {0} is not finished.</source>
        <translation>◐ {0} 尚未完成。</translation>
    </message>
    <message>
        <source>○ None yet. It would be made in {0}.</source>
        <translation>○ 尚无。将创建于 {0}。</translation>
    </message>
    <message>
        <source>Update environment</source>
        <translation>更新环境</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Create environment</source>
        <translation>创建环境</translation>
    </message>
    <message>
        <source>takes {0:g} GB of disk ({1:.0f} GB are free there)</source>
        <translation>占用 {0:g} GB 磁盘空间（该处可用 {1:.0f} GB）</translation>
    </message>
    <message>
        <source>Installs from the folder of wheels, without any network, and {0}.</source>
        <translation>从存放 wheel 包的文件夹安装，无需网络，{0}。</translation>
    </message>
    <message>
        <source> through QGIS&apos;s proxy {0}</source>
        <translation> (经 QGIS 的代理 {0})</translation>
    </message>
    <message>
        <source>A click downloads about {0:g} GB{1}, {2}, and needs about {3} minutes at 50 Mbit/s. Nothing is downloaded without it.</source>
        <translation>点击后将下载约 {0:g} GB{1}，{2}，以 50 Mbit/s 计约需 {3} 分钟。未经点击不会下载任何内容。</translation>
    </message>
    <message>
        <source>Made from</source>
        <translation>基于</translation>
    </message>
    <message>
        <source>Stop; what was downloaded is kept to go on with</source>
        <translation>停止；已下载的内容会保留，以便继续</translation>
    </message>
    <message>
        <source> and a Python of its own, for none here fits{0}</source>
        <translation> 以及自带的 Python（本机没有合适的）{0}</translation>
    </message>
    <message>
        <source> and a Python of its own{0}</source>
        <translation> 以及自带的 Python{0}</translation>
    </message>
</context>
<context>
    <name>Evidence</name>
    <message>
        <source>this pixel: none of the evidence</source>
        <translation>此像素：不含证据</translation>
    </message>
    <message>
        <source>this pixel: {0} of the evidence</source>
        <translation>此像素：占证据的 {0}</translation>
    </message>
    <message>
        <source>supported</source>
        <translation>有依据</translation>
    </message>
    <message>
        <source>plausible</source>
        <translation>可能</translation>
    </message>
    <message>
        <source>invented</source>
        <translation>虚构</translation>
    </message>
    <message>
        <source>nothing added</source>
        <translation>无新增细节</translation>
    </message>
    <message>
        <source>not calibrated here</source>
        <translation>此处未校准</translation>
    </message>
    <message>
        <source>detail here: {0}, {1}</source>
        <translation>此处细节：{0}，{1}</translation>
    </message>
    <message>
        <source>detail here: {0}</source>
        <translation>此处细节：{0}</translation>
    </message>
    <message>
        <source>{0} – {1}</source>
        <translation>{0} – {1}</translation>
    </message>
</context>
<context>
    <name>EvidenceLegend</name>
    <message>
        <source>Each line surrounds the area that holds so much of the evidence. What is dimmed was hardly used.</source>
        <translation>每条线所围的区域含有相应份额的证据。变暗之处几乎未被使用。</translation>
    </message>
    <message>
        <source>Each speck is a pixel; the ticks say how strong it is, against the strongest one.</source>
        <translation>每个斑点是一个像素；刻度表示其强度与最强像素之比。</translation>
    </message>
</context>
<context>
    <name>EvidenceRow</name>
    <message>
        <source>Outlines</source>
        <translation>轮廓</translation>
    </message>
    <message>
        <source>Lines around what holds 50, 80 and 95 % of the evidence; the rest is dimmed</source>
        <translation>围住 50、80 和 95 % 证据的轮廓线；其余部分变暗</translation>
    </message>
    <message>
        <source>Specks</source>
        <translation>斑点</translation>
    </message>
    <message>
        <source>Each pixel in a colour of its own, by how strongly it was used</source>
        <translation>每个像素按其被使用的强度各自着色</translation>
    </message>
    <message>
        <source>How strongly the run&apos;s maps cover the imagery</source>
        <translation>该次运行的归因图遮盖影像的程度</translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation>不透明度</translation>
    </message>
</context>
<context>
    <name>Expected</name>
    <message>
        <source>{0} SR pixels: that takes many times as long as a usual region. Draw a smaller one, or press Explain.</source>
        <translation>{0} 个 SR 像素：所需时间是通常区域的许多倍。请画小一些，或点击“解释”。</translation>
    </message>
    <message>
        <source>{0} SR pixels: that takes about {1}. Press Explain to begin.</source>
        <translation>{0} 个 SR 像素：大约需要 {1}。点击“解释”开始。</translation>
    </message>
    <message>
        <source>{0:.0f} s</source>
        <translation>{0:.0f} 秒</translation>
    </message>
    <message>
        <source>{0:.0f} min</source>
        <translation>{0:.0f} 分钟</translation>
    </message>
</context>
<context>
    <name>ExplainDock</name>
    <message>
        <source>Explain super-resolution</source>
        <translation>解释超分辨率</translation>
    </message>
    <message>
        <source>starting the engine</source>
        <translation>正在启动引擎</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>图层</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Region</source>
        <translation>区域</translation>
    </message>
    <message>
        <source>Methods</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>More methods</source>
        <translation>更多方法</translation>
    </message>
    <message>
        <source>Explain</source>
        <translation>解释</translation>
    </message>
    <message>
        <source>Explain the region that is drawn</source>
        <translation>解释所绘制的区域</translation>
    </message>
    <message>
        <source>Enough</source>
        <translation>足够了</translation>
    </message>
    <message>
        <source>Stop refining, and keep the map as it is</source>
        <translation>停止细化，保留当前的归因图</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Stop; nothing is kept of this run</source>
        <translation>停止；不保留本次运行的任何内容</translation>
    </message>
    <message>
        <source>Choose engine…</source>
        <translation>选择引擎…</translation>
    </message>
    <message>
        <source>A Python in which the engine is installed already</source>
        <translation>已安装引擎的 Python</translation>
    </message>
    <message>
        <source>Create environment…</source>
        <translation>创建环境…</translation>
    </message>
    <message>
        <source>Open SRXAI&apos;s options: size and time are told before anything</source>
        <translation>打开 SRXAI 的选项：开始之前会先告知大小和所需时间</translation>
    </message>
    <message>
        <source>Python interpreter of the engine (python or python.exe)</source>
        <translation>引擎的 Python 解释器（python 或 python.exe）</translation>
    </message>
    <message>
        <source>Open the guide in the web browser</source>
        <translation>在网页浏览器中打开指南</translation>
    </message>
</context>
<context>
    <name>ExplainFeatures</name>
    <message>
        <source>Explain features</source>
        <translation>解释要素</translation>
    </message>
    <message>
        <source>Explains every polygon of a layer and joins the figures to a copy of it.</source>
        <translation>解释图层中的每个多边形，并将各项指标写入图层的副本。</translation>
    </message>
    <message>
        <source>Polygons</source>
        <translation>多边形</translation>
    </message>
    <message>
        <source>Context around each polygon, in raster pixels</source>
        <translation>每个多边形周围的上下文（栅格像素）</translation>
    </message>
    <message>
        <source>Explained features</source>
        <translation>已解释的要素</translation>
    </message>
    <message>
        <source>Folder for the maps</source>
        <translation>归因图的文件夹</translation>
    </message>
    <message>
        <source>Features explained</source>
        <translation>已解释的要素数</translation>
    </message>
    <message>
        <source>Features that could not be</source>
        <translation>无法解释的要素数</translation>
    </message>
    <message>
        <source>Cannot write to {0}: {1}. Choose another folder.</source>
        <translation>无法写入 {0}：{1}。请选择其他文件夹。</translation>
    </message>
    <message>
        <source>It is no polygon that lies on the raster.</source>
        <translation>它不是位于栅格上的多边形。</translation>
    </message>
    <message>
        <source>&lt;p&gt;Explains the super-resolved image within every polygon of a vector layer: fields, roofs, parcels.&lt;/p&gt;&lt;p&gt;The copy of the layer gets for each method its diffusion index, ATV and loc in %, what the map tells of single pixels beyond their detail (-1 to 1), the radius in metres (raster pixels without a CRS) that holds 95 % of the attribution, and the verdict, which judges the map and not the detail. The field &lt;i&gt;detail&lt;/i&gt; tells whether the added detail can be used, &lt;i&gt;detail_share&lt;/i&gt; its estimated true share (0 to 1) and &lt;i&gt;detail_half_width&lt;/i&gt; half the width of the interval that holds the value in 9 of 10 pixels, in raster units. A polygon that cannot be explained says why in the field &lt;i&gt;srxai_note&lt;/i&gt;.&lt;/p&gt;&lt;p&gt;Give a folder to keep the maps too. Started again with the same folder, only what is missing is computed.&lt;/p&gt;&lt;p&gt;Several worker processes, and clusters, need the package &lt;code&gt;dask.distributed&lt;/code&gt; in the engine.&lt;/p&gt;</source>
        <translation>&lt;p&gt;解释矢量图层中每个多边形（地块、屋顶、宗地等）内的超分辨率图像。&lt;/p&gt;&lt;p&gt;图层副本会为每种方法添加扩散指数、ATV 和 loc（%）、归因图对单个像素的说明超出其细节的部分（-1 到 1）、包含 95 % 归因的半径（米；无 CRS 时为栅格像素）以及结论；结论评判的是归因图，而不是细节。字段 &lt;i&gt;detail&lt;/i&gt; 说明新增的细节能否使用，&lt;i&gt;detail_share&lt;/i&gt; 为其估计的真实占比（0 到 1），&lt;i&gt;detail_half_width&lt;/i&gt; 为区间半宽，十个像素中有九个的值落在该区间内（栅格单位）。无法解释的多边形会在字段 &lt;i&gt;srxai_note&lt;/i&gt; 中说明原因。&lt;/p&gt;&lt;p&gt;若同时要保留归因图，请指定文件夹。用同一文件夹再次运行时，只计算缺少的部分。&lt;/p&gt;&lt;p&gt;多个工作进程以及集群需要引擎中安装有软件包 &lt;code&gt;dask.distributed&lt;/code&gt;。&lt;/p&gt;</translation>
    </message>
    <message>
        <source>Feature {0}: {1}</source>
        <translation>要素 {0}：{1}</translation>
    </message>
</context>
<context>
    <name>ExplainRegion</name>
    <message>
        <source>Explain region</source>
        <translation>解释区域</translation>
    </message>
    <message>
        <source>Super-resolution explanation</source>
        <translation>超分辨率解释</translation>
    </message>
    <message>
        <source>Shows which pixels a super-resolution network looked at for a region.</source>
        <translation>显示超分辨率网络为重建某一区域关注了哪些像素。</translation>
    </message>
    <message>
        <source>Results folder</source>
        <translation>结果文件夹</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Id of a bundled or added network, or path of a checkpoint file.</source>
        <translation>内置或已添加网络的标识，或检查点文件的路径。</translation>
    </message>
    <message>
        <source>Region to explain</source>
        <translation>要解释的区域</translation>
    </message>
    <message>
        <source>Snapped outward to whole super-resolved pixels.</source>
        <translation>向外取整到完整的超分辨率像素。</translation>
    </message>
    <message>
        <source>Methods</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>Raster layer</source>
        <translation>栅格图层</translation>
    </message>
    <message>
        <source>… or polygons, explained as one region</source>
        <translation>… 或多边形，作为一个区域解释</translation>
    </message>
    <message>
        <source>Context around the region, in raster pixels</source>
        <translation>区域周围的上下文（栅格像素）</translation>
    </message>
    <message>
        <source>Left out: at least 16, and a tile of at least 64 × 64.</source>
        <translation>留空：至少 16，且图块不小于 64 × 64。</translation>
    </message>
    <message>
        <source>Scaling of raster values to 0-1</source>
        <translation>将栅格值缩放到 0-1 的方式</translation>
    </message>
    <message>
        <source>Bands for the network, in its order</source>
        <translation>送入网络的波段，按网络的顺序</translation>
    </message>
    <message>
        <source>{0}: diffusion index</source>
        <translation>{0}：扩散指数</translation>
    </message>
    <message>
        <source>{0}: mean ATV, %</source>
        <translation>{0}：平均 ATV，%</translation>
    </message>
    <message>
        <source>Super-resolved</source>
        <translation>超分辨率结果</translation>
    </message>
    <message>
        <source>Region</source>
        <translation>区域</translation>
    </message>
    <message>
        <source>Result as JSON</source>
        <translation>JSON 格式的结果</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>Give the region either as a rectangle or as polygons.</source>
        <translation>请以矩形或多边形之一给出区域。</translation>
    </message>
    <message>
        <source>{0}: mean loc, %</source>
        <translation>{0}：平均 loc，%</translation>
    </message>
    <message>
        <source>{0}: beyond detail</source>
        <translation>{0}：细节之外</translation>
    </message>
    <message>
        <source>&lt;p&gt;Super-resolves a region of a raster and shows which pixels the network looked at to draw its texture.&lt;/p&gt;&lt;h3&gt;Results&lt;/h3&gt;&lt;p&gt;&lt;b&gt;Attribution maps&lt;/b&gt;, one for each method, on the raster&apos;s own grid: 1 is the pixel that mattered most.&lt;br&gt;&lt;b&gt;Diffusion index&lt;/b&gt;: how widely the network looks. 0 = one pixel, 100 = the whole tile evenly.&lt;br&gt;&lt;b&gt;ATV&lt;/b&gt;: how much of the region&apos;s texture changes when only the pointed-at pixels keep their detail. &lt;b&gt;loc&lt;/b&gt;: how much of it is then in another place or of another strength. Lower is better.&lt;br&gt;&lt;b&gt;Beyond detail&lt;/b&gt;: what the map tells of single pixels that their own detail and place do not, from -1 to 1; a map that knows no network has about 0.&lt;br&gt;&lt;b&gt;Verdict&lt;/b&gt;: whether a map may be relied on, and why. It judges the map, not the super-resolved detail.&lt;br&gt;&lt;b&gt;Detail&lt;/b&gt;: whether the detail that the network added can be used. Supported: networks that do not invent draw it too; invented: most of it is not in the input. With it, half the width of the interval that holds the value in 9 of 10 pixels.&lt;/p&gt;&lt;h3&gt;Methods&lt;/h3&gt;&lt;p&gt;&lt;b&gt;AMVE-SR&lt;/b&gt; runs the relevance of the region&apos;s edges down the network. &lt;b&gt;LAM&lt;/b&gt;, the Local Attribution Map, follows the path from the blurred image to the image itself and is slower. &lt;b&gt;Gated gradient&lt;/b&gt; is the quick one.&lt;/p&gt;</source>
        <translation>&lt;p&gt;对栅格的某一区域进行超分辨率重建，并显示网络为绘制其纹理关注了哪些像素。&lt;/p&gt;&lt;h3&gt;结果&lt;/h3&gt;&lt;p&gt;&lt;b&gt;归因图&lt;/b&gt;：每种方法一幅，位于栅格自身的网格上；1 为最重要的像素。&lt;br&gt;&lt;b&gt;扩散指数&lt;/b&gt;：网络关注的范围有多广。0 = 一个像素，100 = 均匀分布于整个图块。&lt;br&gt;&lt;b&gt;ATV&lt;/b&gt;：只让归因图指出的像素保留细节时，区域纹理变化多少。&lt;b&gt;loc&lt;/b&gt;：此时区域纹理中有多少位置改变或强度改变。越低越好。&lt;br&gt;&lt;b&gt;细节之外&lt;/b&gt;：归因图对单个像素的说明中，超出像素自身细节和位置所能说明的部分，-1 到 1；与网络无关的图约为 0。&lt;br&gt;&lt;b&gt;结论&lt;/b&gt;：归因图是否可以信赖及其原因。它评判的是归因图，而不是超分辨率细节。&lt;br&gt;&lt;b&gt;细节&lt;/b&gt;：网络新增的细节能否使用。有依据：不虚构的网络也画出了它；虚构：大部分不在输入之中。同时给出区间的半宽，十个像素中有九个的值落在该区间内。&lt;/p&gt;&lt;h3&gt;方法&lt;/h3&gt;&lt;p&gt;&lt;b&gt;AMVE-SR&lt;/b&gt; 将区域边缘的相关性沿网络逐层向下传播。&lt;b&gt;LAM&lt;/b&gt;（局部归因图）沿从模糊图像到原图的路径计算，速度较慢。&lt;b&gt;Gated gradient&lt;/b&gt;（门控梯度）速度快。&lt;/p&gt;</translation>
    </message>
    <message>
        <source>Detail</source>
        <translation>细节</translation>
    </message>
    <message>
        <source>Detail: verdict</source>
        <translation>细节：结论</translation>
    </message>
    <message>
        <source>Detail: estimated true share, 0 to 1</source>
        <translation>细节：估计的真实占比，0 到 1</translation>
    </message>
    <message>
        <source>Detail: half-width of the 90 % interval, in raster units</source>
        <translation>细节：90 % 区间的半宽（栅格单位）</translation>
    </message>
    <message>
        <source>Left empty, those that the network learned from, by what the raster says of its bands; where it says nothing, its first ones.</source>
        <translation>留空时，按栅格对自身波段的说明取网络学习时所用的波段；没有说明时取前几个波段。</translation>
    </message>
    <message>
        <source>dtype: divide by the type&apos;s largest value. percentile: stretch the tile&apos;s 2nd to 98th percentile. reflectance: as Sentinel-2 and its like hold it; reflectance-clipped: the same, below 0 set to 0. automatic: as the network&apos;s card says, if that fits the raster; else dtype for 8-bit rasters, percentile for others.</source>
        <translation>dtype：除以数据类型的最大值。percentile：拉伸图块的第 2 到第 98 百分位数。reflectance：按 Sentinel-2 之类数据的存法；reflectance-clipped：同上，低于 0 的设为 0。automatic：若网络的模型卡有说明且适合该栅格，则照办；否则 8 位栅格用 dtype，其他栅格用 percentile。</translation>
    </message>
</context>
<context>
    <name>Explainer</name>
    <message>
        <source>No method is ticked. Tick at least one.</source>
        <translation>未勾选任何方法。请至少勾选一种。</translation>
    </message>
    <message>
        <source>There is no region yet. Drag a rectangle on the map.</source>
        <translation>尚无区域。请在地图上拖出一个矩形。</translation>
    </message>
    <message>
        <source>QGIS writes the pixels of {0}…</source>
        <translation>QGIS 正在写出 {0} 的像素…</translation>
    </message>
    <message>
        <source>{0} is no file: click to explain, live needs a file.</source>
        <translation>{0} 不是文件：请点击进行解释，实时模式需要文件。</translation>
    </message>
    <message>
        <source>{0} explained in {1:.1f} s.</source>
        <translation>已在 {1:.1f} s 内解释 {0}。</translation>
    </message>
    <message>
        <source>a new run has begun since.</source>
        <translation>此后已开始新的运行。</translation>
    </message>
    <message>
        <source>the engine has ended since.</source>
        <translation>此后引擎已结束。</translation>
    </message>
</context>
<context>
    <name>ExplanationAlgorithm</name>
    <message>
        <source>super-resolution,explain,attribution,LAM,AMVE-SR,XAI,upscale,sharpen</source>
        <translation>超分辨率,解释,归因,可解释,放大,锐化,super-resolution,explain,attribution,LAM,AMVE-SR,XAI,upscale,sharpen</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>Worker processes</source>
        <translation>工作进程数</translation>
    </message>
    <message>
        <source>Address of a Dask scheduler</source>
        <translation>Dask 调度器的地址</translation>
    </message>
    <message>
        <source>As tcp://host:8786; its workers do it instead.</source>
        <translation>形如 tcp://host:8786；由其工作进程代为计算。</translation>
    </message>
    <message>
        <source>Judge the detail, too</source>
        <translation>同时评判细节</translation>
    </message>
    <message>
        <source>Whether networks that do not invent would have drawn this detail too.</source>
        <translation>不虚构的网络是否也会画出这些细节。</translation>
    </message>
</context>
<context>
    <name>Exporting</name>
    <message>
        <source>The print layout {0} was added.</source>
        <translation>已添加打印布局 {0}。</translation>
    </message>
    <message>
        <source>Save heatmap</source>
        <translation>保存热力图</translation>
    </message>
    <message>
        <source>Save statistics</source>
        <translation>保存统计</translation>
    </message>
    <message>
        <source>Save region and statistics</source>
        <translation>保存区域和统计</translation>
    </message>
    <message>
        <source>Save report</source>
        <translation>保存报告</translation>
    </message>
    <message>
        <source>Saving {0}</source>
        <translation>正在保存 {0}</translation>
    </message>
</context>
<context>
    <name>Exports</name>
    <message>
        <source>{0} could not be written: {1}. Choose another file.</source>
        <translation>无法写入 {0}：{1}。请选择其他文件。</translation>
    </message>
</context>
<context>
    <name>Features</name>
    <message>
        <source>Not explained: the label says why</source>
        <translation>未能解释：标注说明原因</translation>
    </message>
    <message>
        <source>Why it could not be explained</source>
        <translation>未能解释的原因</translation>
    </message>
    <message>
        <source>Detail: {0}</source>
        <translation>细节：{0}</translation>
    </message>
    <message>
        <source>Faithful map</source>
        <translation>归因图忠实</translation>
    </message>
    <message>
        <source>Careful</source>
        <translation>谨慎</translation>
    </message>
    <message>
        <source>Unfit map</source>
        <translation>归因图不适用</translation>
    </message>
    <message>
        <source>{0}: radius that holds 95 %, m (raster pixels without a CRS)</source>
        <translation>{0}：含 95 % 归因的半径，米（无坐标系时为栅格像素）</translation>
    </message>
    <message>
        <source>{0}: verdict on the map</source>
        <translation>{0}：对归因图的结论</translation>
    </message>
</context>
<context>
    <name>Grid</name>
    <message>
        <source>{0} cannot be read as a raster. Choose another layer.</source>
        <translation>无法将 {0} 作为栅格读取。请选择其他图层。</translation>
    </message>
    <message>
        <source>The pixels of {0} have no area. Georeference it anew.</source>
        <translation>{0} 的像素没有面积。请重新进行地理配准。</translation>
    </message>
    <message>
        <source>{0} is placed by ground control points only. Warp it to a GeoTIFF first (Raster ▸ Projections ▸ Warp).</source>
        <translation>{0} 仅由地面控制点定位。请先将其变形为 GeoTIFF（栅格 ▸ 投影 ▸ 变形）。</translation>
    </message>
</context>
<context>
    <name>Inspection</name>
    <message>
        <source>Looking over SRXAI&apos;s engine environment</source>
        <translation>正在检查 SRXAI 的引擎环境</translation>
    </message>
    <message>
        <source>{0} was installed and is gone: most likely an antivirus program took it away. Have {1} excepted from it, then try again: the environment is made anew from what was downloaded.</source>
        <translation>{0} 安装后又不见了：很可能被杀毒软件拿走了。请把 {1} 设为例外后重试：环境会用已下载的内容重新创建。</translation>
    </message>
</context>
<context>
    <name>Keeping</name>
    <message>
        <source>Keeping results beside the project</source>
        <translation>正在把结果保存到工程旁</translation>
    </message>
    <message>
        <source>The results could not be kept beside the project: {0}. They are temporary still; save the project elsewhere, or choose a folder of results in SRXAI&apos;s options.</source>
        <translation>结果无法保存到工程旁：{0}。它们仍是临时的；请把工程存到别处，或在 SRXAI 选项中选择结果文件夹。</translation>
    </message>
    <message>
        <source>Removing copies</source>
        <translation>正在删除副本</translation>
    </message>
    <message>
        <source>Removing temporary results</source>
        <translation>正在删除临时结果</translation>
    </message>
</context>
<context>
    <name>LayerChoice</name>
    <message>
        <source>Raster layer</source>
        <translation>栅格图层</translation>
    </message>
</context>
<context>
    <name>Layers</name>
    <message>
        <source>Region</source>
        <translation>区域</translation>
    </message>
    <message>
        <source>Super-resolved ×{0}</source>
        <translation>超分辨率 ×{0}</translation>
    </message>
    <message>
        <source>{0}: where {1} looked</source>
        <translation>{0}：{1} 关注之处</translation>
    </message>
    <message>
        <source>Attribution map by {0} ({1}), divided by its maximum. {2}</source>
        <translation>由 {0} ({1}) 得到的归因图，已除以其最大值。{2}</translation>
    </message>
    <message>
        <source>Super-resolved ×{0} by {1}</source>
        <translation>由 {1} 进行的 ×{0} 超分辨率</translation>
    </message>
    <message>
        <source>Explained region</source>
        <translation>已解释的区域</translation>
    </message>
    <message>
        <source>{0} × {1} super-resolved pixels.</source>
        <translation>{0} × {1} 个超分辨率像素。</translation>
    </message>
    <message>
        <source>{0} cannot be written: {1}. Choose another folder.</source>
        <translation>无法写入 {0}：{1}。请选择其他文件夹。</translation>
    </message>
    <message>
        <source>The result {0} cannot be read. Explain the region again.</source>
        <translation>无法读取结果 {0}。请重新解释该区域。</translation>
    </message>
    <message>
        <source>Network: {0} ({1}, ×{2}, {3} parameters), SHA-256 {4}</source>
        <translation>网络：{0}（{1}，×{2}，{3} 个参数），SHA-256 {4}</translation>
    </message>
    <message>
        <source>Raster: {0}</source>
        <translation>栅格：{0}</translation>
    </message>
    <message>
        <source>Made by SRXAI with {0}</source>
        <translation>由 SRXAI 生成，使用 {0}</translation>
    </message>
    <message>
        <source>Detail</source>
        <translation>细节</translation>
    </message>
    <message>
        <source>Detail that {0} added</source>
        <translation>{0} 添加的细节</translation>
    </message>
    <message>
        <source>Earlier runs</source>
        <translation>较早的运行</translation>
    </message>
    <message>
        <source>Super-resolved tiles</source>
        <translation>超分辨率图块</translation>
    </message>
    <message>
        <source>{0} · outlines</source>
        <translation>{0} · 轮廓</translation>
    </message>
    <message>
        <source>{0}: what {1} rests on</source>
        <translation>{0}：{1} 的依据所在</translation>
    </message>
    <message>
        <source>Areas that hold 50, 80 and 95 % of the attribution by {0}, and the rest of the tile. {1}</source>
        <translation>含有 {0} 归因 50、80 和 95 % 的区域，以及图块的其余部分。{1}</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Super-resolved pixels: column, row, width, height</source>
        <translation>超分辨率像素：列、行、宽、高</translation>
    </message>
</context>
<context>
    <name>ListNetworks</name>
    <message>
        <source>List networks</source>
        <translation>列出网络</translation>
    </message>
    <message>
        <source>Lists the super-resolution networks at hand.</source>
        <translation>列出可用的超分辨率网络。</translation>
    </message>
    <message>
        <source>&lt;p&gt;Lists the super-resolution networks at hand: the bundled ones, and those that were added.&lt;/p&gt;&lt;h3&gt;Results&lt;/h3&gt;&lt;p&gt;&lt;b&gt;Networks&lt;/b&gt;: a JSON list; each has an id, architecture, scale, bands, number of parameters and its model card. One that cannot be read any more has an error instead.&lt;br&gt;&lt;b&gt;Count&lt;/b&gt;: how many there are.&lt;/p&gt;</source>
        <translation>&lt;p&gt;列出可用的超分辨率网络：内置的以及已添加的。&lt;/p&gt;&lt;h3&gt;结果&lt;/h3&gt;&lt;p&gt;&lt;b&gt;网络&lt;/b&gt;：JSON 列表；每项包含标识、架构、放大倍数、波段、参数量和模型卡。已无法读取的网络则给出错误信息。&lt;br&gt;&lt;b&gt;数量&lt;/b&gt;：网络的个数。&lt;/p&gt;</translation>
    </message>
    <message>
        <source>Networks as JSON</source>
        <translation>JSON 格式的网络列表</translation>
    </message>
    <message>
        <source>Count</source>
        <translation>数量</translation>
    </message>
    <message>
        <source>{0}: {1}, ×{2}, {3} bands, {4:,} parameters</source>
        <translation>{0}：{1}，×{2}，{3} 个波段，{4:,} 个参数</translation>
    </message>
</context>
<context>
    <name>MessageBar</name>
    <message>
        <source>{0} was saved.</source>
        <translation>已保存 {0}。</translation>
    </message>
</context>
<context>
    <name>MethodSettings</name>
    <message>
        <source>Method settings</source>
        <translation>方法设置</translation>
    </message>
    <message>
        <source>Settings of this method; empty ones are the defaults</source>
        <translation>此方法的设置；留空则使用默认值</translation>
    </message>
    <message>
        <source>defaults</source>
        <translation>默认值</translation>
    </message>
</context>
<context>
    <name>ModelCard</name>
    <message>
        <source>Network {0}</source>
        <translation>网络 {0}</translation>
    </message>
    <message>
        <source>Select to copy</source>
        <translation>选中即可复制</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Architecture</source>
        <translation>架构</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>放大倍数</translation>
    </message>
    <message>
        <source>Bands</source>
        <translation>波段</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数量</translation>
    </message>
    <message>
        <source>Sees</source>
        <translation>可见范围</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>取值</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Sensor</source>
        <translation>传感器</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>{0} dB</source>
        <translation>{0} dB</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>Made by</source>
        <translation>制作方式</translation>
    </message>
    <message>
        <source>Remarks</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>a bounded window around each pixel</source>
        <translation>每个像素周围的有限窗口</translation>
    </message>
    <message>
        <source>the whole tile at once, so its maps depend on the context</source>
        <translation>一次看到整个图块，因此归因图取决于上下文</translation>
    </message>
    <message>
        <source>{0} (bicubic: {1})</source>
        <translation>{0}（双三次：{1}）</translation>
    </message>
    <message>
        <source>Back to the panel</source>
        <translation>返回面板</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>移除…</translation>
    </message>
    <message>
        <source>Delete this network&apos;s copy from your QGIS profile</source>
        <translation>从 QGIS 用户配置文件夹中删除此网络的副本</translation>
    </message>
    <message>
        <source>Remove {0}? Its copy in your QGIS profile is deleted; the file that you added it from stays.</source>
        <translation>移除 {0} 吗？QGIS 用户配置文件夹中的副本会被删除；添加时所用的原文件会保留。</translation>
    </message>
    <message>
        <source>Remove network</source>
        <translation>移除网络</translation>
    </message>
    <message>
        <source>PSNR on its test images</source>
        <translation>在其测试图像上的 PSNR</translation>
    </message>
    <message>
        <source>SSIM on its test images</source>
        <translation>在其测试图像上的 SSIM</translation>
    </message>
</context>
<context>
    <name>NetworkActions</name>
    <message>
        <source>Reading {0}…</source>
        <translation>正在读取 {0}…</translation>
    </message>
    <message>
        <source>Add network</source>
        <translation>添加网络</translation>
    </message>
    <message>
        <source>Checkpoints ({0})</source>
        <translation>检查点 ({0})</translation>
    </message>
    <message>
        <source>{0} was added.</source>
        <translation>已添加 {0}。</translation>
    </message>
</context>
<context>
    <name>NetworkAlgorithm</name>
    <message>
        <source>Networks</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>super-resolution,network,model,checkpoint,weights,architecture</source>
        <translation>超分辨率,网络,模型,检查点,权重,架构,super-resolution,network,model,checkpoint,weights,architecture</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
</context>
<context>
    <name>NetworkBox</name>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>What this network is: its model card</source>
        <translation>此网络的说明：模型卡</translation>
    </message>
    <message>
        <source>Add network from a checkpoint file…</source>
        <translation>从检查点文件添加网络…</translation>
    </message>
    <message>
        <source>{0} · cannot be read</source>
        <translation>{0} · 无法读取</translation>
    </message>
    <message>
        <source>{0}, ×{1}, {2} bands, {3:,} parameters</source>
        <translation>{0}，×{1}，{2} 个波段，{3:,} 个参数</translation>
    </message>
    <message>
        <source>{0} learned from rasters like this one.</source>
        <translation>{0} 是用这类栅格训练的。</translation>
    </message>
    <message>
        <source>Chosen because it learned from rasters like this one.</source>
        <translation>已选用：它是用这类栅格训练的。</translation>
    </message>
    <message>
        <source>PSNR {0} dB on its test images, not on this raster</source>
        <translation>在其测试图像上的 PSNR 为 {0} dB，并非在此栅格上</translation>
    </message>
</context>
<context>
    <name>NetworkFit</name>
    <message>
        <source>{0} learned from pixels of {1:.3g} m, and this raster&apos;s are {2:.3g} m: do not count on its detail.</source>
        <translation>{0} 学自 {1:.3g} 米的像素，而这幅栅格的像素为 {2:.3g} 米：不要依靠它的细节。</translation>
    </message>
</context>
<context>
    <name>NetworkInfo</name>
    <message>
        <source>Network information</source>
        <translation>网络信息</translation>
    </message>
    <message>
        <source>Tells what a super-resolution network is.</source>
        <translation>说明某个超分辨率网络的情况。</translation>
    </message>
    <message>
        <source>&lt;p&gt;Tells what a super-resolution network is, read from its weights and from the JSON file beside them: architecture, scale, bands, parameters, value range, colour, SHA-256 and model card. Nothing is added.&lt;/p&gt;</source>
        <translation>&lt;p&gt;根据权重及其旁边的 JSON 文件，说明某个超分辨率网络的情况：架构、放大倍数、波段、参数量、值域、颜色、SHA-256 和模型卡。不会添加任何内容。&lt;/p&gt;</translation>
    </message>
    <message>
        <source>Id of a network, or path of a checkpoint file.</source>
        <translation>网络的标识，或检查点文件的路径。</translation>
    </message>
    <message>
        <source>All of it as JSON</source>
        <translation>JSON 格式的全部信息</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>Architecture</source>
        <translation>架构</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation>SHA-256</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>放大倍数</translation>
    </message>
    <message>
        <source>Bands</source>
        <translation>波段</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数量</translation>
    </message>
    <message>
        <source>Largest value</source>
        <translation>最大值</translation>
    </message>
</context>
<context>
    <name>NetworksTable</name>
    <message>
        <source>Networks compared</source>
        <translation>参与比较的网络</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>The widest look on top.</source>
        <translation>关注范围最广者在最上方。</translation>
    </message>
    <message>
        <source>DI</source>
        <translation>DI</translation>
    </message>
    <message>
        <source>Diffusion index: how widely the network looks. 0 = one pixel, 100 = the whole tile evenly. Depends on the tile size.</source>
        <translation>扩散指数：网络关注的范围有多广。0 = 一个像素，100 = 均匀分布于整个图块。取决于图块大小。</translation>
    </message>
    <message>
        <source>ATV</source>
        <translation>ATV</translation>
    </message>
    <message>
        <source>ATV: how much of the region&apos;s texture changes when only the pointed-at pixels keep their detail, mean over six areas. Lower is better.</source>
        <translation>ATV：只让归因图指出的像素保留细节时，区域纹理变化多少；六种面积的平均值。越低越好。</translation>
    </message>
    <message>
        <source>Rank correlation with the other networks&apos; maps, mean; 1 is the same order.</source>
        <translation>与其他网络归因图的平均秩相关系数；1 表示顺序相同。</translation>
    </message>
    <message>
        <source>Shared</source>
        <translation>共有</translation>
    </message>
    <message>
        <source>Share of its strongest pixels that the other networks share, mean.</source>
        <translation>其最强像素中与其他网络共有的平均比例。</translation>
    </message>
    <message>
        <source>with {0}: ρ {1:.2f}, {2:.0f} % of the top {3:g} % shared</source>
        <translation>与 {0}：ρ {1:.2f}，前 {3:g} % 中有 {2:.0f} % 共有</translation>
    </message>
    <message>
        <source>An empty map agrees with none.</source>
        <translation>空的归因图与任何网络都不一致。</translation>
    </message>
    <message>
        <source>Detail</source>
        <translation>细节</translation>
    </message>
    <message>
        <source>Would networks that do not invent draw what it adds? ● supported, ◐ plausible, ○ invented, – no verdict.</source>
        <translation>不虚构的网络也会画出它所添加的吗？● 有依据，◐ 可能，○ 虚构，– 无结论。</translation>
    </message>
    <message>
        <source>Detail: {0}</source>
        <translation>细节：{0}</translation>
    </message>
    <message>
        <source>Detail: {0}, estimated true share {1:.2f}</source>
        <translation>细节：{0}，估计真实份额 {1:.2f}</translation>
    </message>
</context>
<context>
    <name>OptionsPage</name>
    <message>
        <source>Copy diagnostics</source>
        <translation>复制诊断信息</translation>
    </message>
    <message>
        <source>Versions, settings and the engine&apos;s last words as a text for a bug report, without your home folder and name</source>
        <translation>将版本、设置和引擎最后的输出复制为文本，供报告问题使用；不含主目录和用户名</translation>
    </message>
    <message>
        <source>{0} lines copied. Read them before you send them.</source>
        <translation>已复制 {0} 行。发送前请先阅读。</translation>
    </message>
</context>
<context>
    <name>Outcomes</name>
    <message>
        <source>{0} is no longer in the project. Run it again to get it back.</source>
        <translation>{0} 已不在工程中。请重新运行以恢复。</translation>
    </message>
    <message>
        <source>The statistics were copied as CSV.</source>
        <translation>统计已以 CSV 格式复制。</translation>
    </message>
    <message>
        <source>Consensus</source>
        <translation>共识</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>The map&apos;s CRS does not reach {0}.</source>
        <translation>地图的 CRS 不覆盖 {0}。</translation>
    </message>
    <message>
        <source>This plot needs the engine, and there is none.</source>
        <translation>此图表需要引擎，而当前没有引擎。</translation>
    </message>
    <message>
        <source>Region of {0} × {1} SR px at column {2}, row {3}: {4}</source>
        <translation>区域 {0} × {1} SR px，位于第 {2} 列、第 {3} 行：{4}</translation>
    </message>
    <message>
        <source>What {0} was given, without the maps.</source>
        <translation>{0} 的输入，不含归因图。</translation>
    </message>
    <message>
        <source>What {0} made of it, without the maps.</source>
        <translation>{0} 的输出，不含归因图。</translation>
    </message>
    <message>
        <source>Raster and super-resolved tile are needed in the project for this.</source>
        <translation>为此，工程中需要有栅格和超分辨率图块。</translation>
    </message>
</context>
<context>
    <name>Outlines</name>
    <message>
        <source>50 % of the evidence</source>
        <translation>50 % 的证据</translation>
    </message>
    <message>
        <source>Dimmed: used little</source>
        <translation>变暗：使用少</translation>
    </message>
    <message>
        <source>Outline</source>
        <translation>轮廓</translation>
    </message>
    <message>
        <source>Evidence, %</source>
        <translation>证据，%</translation>
    </message>
    <message>
        <source>Tile area, %</source>
        <translation>图块面积，%</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>used little</source>
        <translation>使用少</translation>
    </message>
    <message>
        <source>used most</source>
        <translation>使用多</translation>
    </message>
</context>
<context>
    <name>OwnPython</name>
    <message>
        <source>{0} does not hold {1}. Put it there, or choose a Python of this computer.</source>
        <translation>{0} 中没有 {1}。请把它放到那里，或选择本机的 Python。</translation>
    </message>
    <message>
        <source>{0} cannot be written to ({1}). Choose another folder.</source>
        <translation>无法写入 {0} ({1})。请选择其他文件夹。</translation>
    </message>
    <message>
        <source>Unpacking SRXAI&apos;s own Python</source>
        <translation>正在解压 SRXAI 自带的 Python</translation>
    </message>
    <message>
        <source>{0} is not the file that SRXAI knows (its SHA-256 is another one), and was not used. Try again; if it comes back, something changes downloads on the way.</source>
        <translation>{0} 不是 SRXAI 所知的文件（其 SHA-256 不同），未予使用。请重试；若再次出现，则途中有什么在改动下载内容。</translation>
    </message>
    <message>
        <source>{0} cannot be written ({1}). Make room, or choose another folder.</source>
        <translation>无法写入 {0}（{1}）。请腾出空间，或选择另一个文件夹。</translation>
    </message>
</context>
<context>
    <name>ParameterForm</name>
    <message>
        <source>automatic</source>
        <translation>自动</translation>
    </message>
</context>
<context>
    <name>Plots</name>
    <message>
        <source>ATV curve</source>
        <translation>ATV 曲线</translation>
    </message>
    <message>
        <source>Distance</source>
        <translation>距离</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>网络层</translation>
    </message>
    <message>
        <source>Networks</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>How few pixels suffice to keep the region&apos;s texture; lower is better</source>
        <translation>保留区域纹理需要多少像素；越低越好</translation>
    </message>
    <message>
        <source>How much of the attribution lies within a distance of the region</source>
        <translation>距区域一定距离内包含多少归因</translation>
    </message>
    <message>
        <source>How widely each layer of the network looks; for runs with layer-by-layer maps</source>
        <translation>网络每一层的关注范围有多广；适用于生成了逐层图的运行</translation>
    </message>
    <message>
        <source>How widely each network looks; after Compare networks…</source>
        <translation>各网络的关注范围有多广；请先运行“比较网络…”</translation>
    </message>
    <message>
        <source>Reading the layers…</source>
        <translation>正在读取各层…</translation>
    </message>
    <message>
        <source>Drawing the plot…</source>
        <translation>正在绘制图表…</translation>
    </message>
    <message>
        <source>Preparing the plots…</source>
        <translation>正在准备图表…</translation>
    </message>
    <message>
        <source>Preparing the plots</source>
        <translation>正在准备图表</translation>
    </message>
</context>
<context>
    <name>Polygons</name>
    <message>
        <source>The layer holds no polygon that lies on the raster. Choose another one.</source>
        <translation>该图层中没有位于栅格上的多边形。请选择其他图层。</translation>
    </message>
</context>
<context>
    <name>PrintLayout</name>
    <message>
        <source>What did {0} look at? {1}</source>
        <translation>{0} 关注了什么？{1}</translation>
    </message>
    <message>
        <source>How this was made</source>
        <translation>生成方式</translation>
    </message>
    <message>
        <source>Raster: {0}</source>
        <translation>栅格：{0}</translation>
    </message>
    <message>
        <source>Region: {0} × {1} SR pixels from column {2}, row {3}; {4}</source>
        <translation>区域：{0} × {1} 个 SR 像素，起于第 {2} 列、第 {3} 行；{4}</translation>
    </message>
    <message>
        <source>Network: {0} ({1}, ×{2}), SHA-256 {3}</source>
        <translation>网络：{0}（{1}，×{2}），SHA-256 {3}</translation>
    </message>
    <message>
        <source>Method: {0} ({1})</source>
        <translation>方法：{0} ({1})</translation>
    </message>
    <message>
        <source>Software: {0}</source>
        <translation>软件：{0}</translation>
    </message>
    <message>
        <source>DI</source>
        <translation>DI</translation>
    </message>
    <message>
        <source>ATV @ 1 %</source>
        <translation>ATV @ 1 %</translation>
    </message>
    <message>
        <source>ATV mean</source>
        <translation>ATV 均值</translation>
    </message>
    <message>
        <source>Looks at</source>
        <translation>关注半径</translation>
    </message>
    <message>
        <source>Gap</source>
        <translation>缺口</translation>
    </message>
    <message>
        <source>baseline: random</source>
        <translation>基线：随机</translation>
    </message>
    <message>
        <source>baseline: distance</source>
        <translation>基线：距离</translation>
    </message>
    <message>
        <source>The project&apos;s CRS does not reach {0}.</source>
        <translation>工程的 CRS 不覆盖 {0}。</translation>
    </message>
    <message>
        <source>The layer of {0} is no longer in the project. Re-run to get it back.</source>
        <translation>{0} 的图层已不在工程中。请重新运行以恢复。</translation>
    </message>
    <message>
        <source>loc mean</source>
        <translation>loc 均值</translation>
    </message>
    <message>
        <source>Beyond detail</source>
        <translation>细节之外</translation>
    </message>
    <message>
        <source>baseline: detail</source>
        <translation>基线：细节</translation>
    </message>
    <message>
        <source>Detail: {0}</source>
        <translation>细节：{0}</translation>
    </message>
    <message>
        <source>LR: what {0} was given</source>
        <translation>LR：{0} 的输入</translation>
    </message>
    <message>
        <source>SR ×{0}: what it made of it</source>
        <translation>SR ×{0}：它的输出</translation>
    </message>
    <message>
        <source>{0}: what it used</source>
        <translation>{0}：它所用到的</translation>
    </message>
</context>
<context>
    <name>QuestionBox</name>
    <message>
        <source>Question</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>What the methods explain of the region. ATV and the verdict fit texture and added detail only.</source>
        <translation>方法要解释区域的哪一方面。ATV 和结论仅适用于纹理和新增细节。</translation>
    </message>
</context>
<context>
    <name>Questions</name>
    <message>
        <source>Objective</source>
        <translation>解释目标</translation>
    </message>
    <message>
        <source>What of the region is explained.</source>
        <translation>解释区域的哪一方面。</translation>
    </message>
    <message>
        <source>Parameters of the objective</source>
        <translation>解释目标的参数</translation>
    </message>
    <message>
        <source>As in frequency=0.25, angle=45; defaults where left out.</source>
        <translation>例如 frequency=0.25, angle=45；留空的采用默认值。</translation>
    </message>
    <message>
        <source>Further rasters of each method</source>
        <translation>每种方法的其他栅格</translation>
    </message>
    <message>
        <source>Measures of each map</source>
        <translation>每幅归因图的评估指标</translation>
    </message>
    <message>
        <source>True high-resolution image</source>
        <translation>真实的高分辨率图像</translation>
    </message>
    <message>
        <source>Give parameters as NAME=VALUE, as in angle=45, not &apos;{0}&apos;.</source>
        <translation>请以 NAME=VALUE 的形式给出参数，例如 angle=45，而不是“{0}”。</translation>
    </message>
    <message>
        <source>The super-resolved image is compared with it: PSNR, SSIM, how much of the added detail is true, what was invented or left out, and the resolution reached.</source>
        <translation>超分辨率图像将与其比较：PSNR、SSIM、所添加细节的真实占比、虚构和遗漏的部分，以及达到的分辨率。</translation>
    </message>
    <message>
        <source>Second image, for a network that takes two</source>
        <translation>第二幅影像，用于接收两幅影像的网络</translation>
    </message>
    <message>
        <source>A guide with finer pixels, such as the 10 m bands for those of 20 m.</source>
        <translation>像素更细的引导影像，例如为 20 m 波段提供的 10 m 波段。</translation>
    </message>
</context>
<context>
    <name>RandomisationCheck</name>
    <message>
        <source>Randomisation check</source>
        <translation>随机化检验</translation>
    </message>
    <message>
        <source>Checks whether an attribution map depends on what the network learned.</source>
        <translation>检验归因图是否取决于网络学到的内容。</translation>
    </message>
    <message>
        <source>&lt;p&gt;Explains a region again while a copy of the network forgets what it learned, from the output layer down. A map of the network must fall apart; a map that stays alike is a picture of the image (Adebayo et al., 2018).&lt;/p&gt;&lt;p&gt;&lt;b&gt;Rank correlation&lt;/b&gt; of the map with the original, when all layers are random: 1 is unchanged, 0 has nothing in common.&lt;/p&gt;&lt;p&gt;Networks that add to an interpolated image keep what that explains, so their maps stay more alike.&lt;/p&gt;</source>
        <translation>&lt;p&gt;让网络的副本从输出层开始逐层遗忘所学内容，并重新解释某一区域。真正反映网络的归因图必然会瓦解；始终相似的归因图只是图像自身的写照（Adebayo 等，2018）。&lt;/p&gt;&lt;p&gt;所有层都随机化后，归因图与原图的&lt;b&gt;秩相关系数&lt;/b&gt;：1 表示没有变化，0 表示毫无共同之处。&lt;/p&gt;&lt;p&gt;在插值图像之上叠加结果的网络会保留插值图像所能解释的部分，因此其归因图会更为相似。&lt;/p&gt;</translation>
    </message>
    <message>
        <source>Rank correlation, all random</source>
        <translation>秩相关系数（全部随机）</translation>
    </message>
    <message>
        <source>Structural similarity, all random</source>
        <translation>结构相似性（全部随机）</translation>
    </message>
    <message>
        <source>Rank correlation at each step</source>
        <translation>每一步的秩相关系数</translation>
    </message>
    <message>
        <source>Result as JSON</source>
        <translation>JSON 格式的结果</translation>
    </message>
    <message>
        <source>Table as a page</source>
        <translation>网页表格</translation>
    </message>
    <message>
        <source>The region has nothing to check a map by.</source>
        <translation>该区域没有可用于检验归因图的内容。</translation>
    </message>
    <message>
        <source>{0:.0f} % random: {1:.2f}</source>
        <translation>{0:.0f} % 随机：{1:.2f}</translation>
    </message>
    <message>
        <source>Random, %</source>
        <translation>随机，%</translation>
    </message>
    <message>
        <source>Rank correlation</source>
        <translation>秩相关系数</translation>
    </message>
    <message>
        <source>Similarity</source>
        <translation>相似性</translation>
    </message>
</context>
<context>
    <name>RegionChoice</name>
    <message>
        <source>Open a raster layer first.</source>
        <translation>请先打开一个栅格图层。</translation>
    </message>
    <message>
        <source>Choose a raster layer first.</source>
        <translation>请先选择一个栅格图层。</translation>
    </message>
    <message>
        <source>No polygon is selected. Select one in a vector layer, then try again.</source>
        <translation>未选中多边形。请在矢量图层中选中一个，然后重试。</translation>
    </message>
    <message>
        <source>The region lies outside {0}, or is smaller than 2 × 2 super-resolved pixels. Drag a larger one inside its extent, or choose another layer.</source>
        <translation>区域位于 {0} 之外，或小于 2 × 2 个超分辨率像素。请在其范围内拖出较大的区域，或选择其他图层。</translation>
    </message>
    <message>
        <source>Drag a rectangle on the map.</source>
        <translation>请在地图上拖出一个矩形。</translation>
    </message>
</context>
<context>
    <name>RegionRow</name>
    <message>
        <source>Drag a rectangle on the map; Esc gives up</source>
        <translation>在地图上拖出一个矩形；按 Esc 放弃</translation>
    </message>
    <message>
        <source>Click the corners of a polygon; a right click ends it, Esc gives up</source>
        <translation>点击多边形的各个角点；右键结束，按 Esc 放弃</translation>
    </message>
    <message>
        <source>Click the middle of a window on the map</source>
        <translation>在地图上点击窗口的中心</translation>
    </message>
    <message>
        <source>Drag a rectangle on the map.</source>
        <translation>请在地图上拖出一个矩形。</translation>
    </message>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>Side of a clicked window, in super-resolved pixels; 16 as published</source>
        <translation>点击所得窗口的边长（超分辨率像素）；论文中为 16</translation>
    </message>
    <message>
        <source>Other ways to a region</source>
        <translation>指定区域的其他方式</translation>
    </message>
    <message>
        <source>Selected feature</source>
        <translation>选中的要素</translation>
    </message>
    <message>
        <source>Explain the polygons that are selected in a vector layer</source>
        <translation>解释矢量图层中选中的多边形</translation>
    </message>
    <message>
        <source>Map extent</source>
        <translation>地图范围</translation>
    </message>
    <message>
        <source>Explain all that the map shows</source>
        <translation>解释地图显示的全部内容</translation>
    </message>
    <message>
        <source>Explain on release</source>
        <translation>松开鼠标即解释</translation>
    </message>
    <message>
        <source>Explain as soon as a region is drawn</source>
        <translation>绘制区域后立即解释</translation>
    </message>
    <message>
        <source>Live: move over the imagery and see where the network looks, as you move, by the gated gradient</source>
        <translation>实时：在影像上移动鼠标，用门控梯度（Gated gradient）即时查看网络的关注之处</translation>
    </message>
</context>
<context>
    <name>RelianceMapAlgorithm</name>
    <message>
        <source>Reliance map</source>
        <translation>依赖图</translation>
    </message>
    <message>
        <source>Raster pixels from window to window</source>
        <translation>相邻窗口的间隔（栅格像素）</translation>
    </message>
    <message>
        <source>The map&apos;s pixel. 64 is one tile.</source>
        <translation>即图中一个像素的大小。64 为一个图块。</translation>
    </message>
    <message>
        <source>Side of a window, in raster pixels</source>
        <translation>窗口的边长（栅格像素）</translation>
    </message>
    <message>
        <source>Context around each window, in raster pixels</source>
        <translation>每个窗口周围的上下文（栅格像素）</translation>
    </message>
    <message>
        <source>Mean: {0}</source>
        <translation>平均值：{0}</translation>
    </message>
    <message>
        <source>Windows explained</source>
        <translation>已解释的窗口数</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>摘要</translation>
    </message>
    <message>
        <source>{0} windows explained, {1} without texture, {2} without data.</source>
        <translation>已解释 {0} 个窗口，{1} 个没有纹理，{2} 个没有数据。</translation>
    </message>
    <message>
        <source>Maps how much a super-resolution network adds, and how far it looks.</source>
        <translation>绘制超分辨率网络添加了多少，以及看得多远。</translation>
    </message>
    <message>
        <source>&lt;p&gt;Explains a grid of windows all over a raster. Each becomes a pixel of the map.&lt;/p&gt;&lt;h3&gt;Bands&lt;/h3&gt;&lt;p&gt;&lt;b&gt;Diffusion index&lt;/b&gt;: how widely the network looks. 0 = one pixel, 100 = the whole tile evenly.&lt;br&gt;&lt;b&gt;ATV&lt;/b&gt;: how much of the window&apos;s texture changes when only the pointed-at pixels keep their detail. Lower is better.&lt;br&gt;&lt;b&gt;Texture added&lt;/b&gt;: what the network draws beyond bicubic interpolation, in % of the value range. Whether that can be true, it does not tell.&lt;br&gt;&lt;b&gt;Radius&lt;/b&gt;: the distance from the window that holds 95 % of the attribution.&lt;/p&gt;&lt;p&gt;With &lt;i&gt;Judge the detail, too&lt;/i&gt;, two bands follow that tell: the estimated true share of what was added, and the half-width of the 90 % interval.&lt;/p&gt;&lt;p&gt;Each band has a style of its own; choose it in the layer&apos;s menu &lt;i&gt;Styles&lt;/i&gt;. Windows without texture have texture added alone; those without data have none.&lt;/p&gt;&lt;p&gt;Several worker processes, and clusters, need the package &lt;code&gt;dask.distributed&lt;/code&gt; in the engine.&lt;/p&gt;</source>
        <translation>&lt;p&gt;在整个栅格上按网格逐个解释窗口，每个窗口成为图中的一个像素。&lt;/p&gt;&lt;h3&gt;波段&lt;/h3&gt;&lt;p&gt;&lt;b&gt;扩散指数&lt;/b&gt;：网络关注的范围有多广。0 = 一个像素，100 = 均匀分布于整个图块。&lt;br&gt;&lt;b&gt;ATV&lt;/b&gt;：只让归因图指出的像素保留细节时，窗口纹理变化多少。越低越好。&lt;br&gt;&lt;b&gt;新增纹理&lt;/b&gt;：网络在双三次插值之外绘制的内容，以占值域的 % 表示。那能不能是真的，它不说明。&lt;br&gt;&lt;b&gt;半径&lt;/b&gt;：包含 95 % 归因的到窗口的距离。&lt;/p&gt;&lt;p&gt;选择&lt;i&gt;同时评判细节&lt;/i&gt;时，后面还有两个波段：新增部分的估计真实份额，以及 90 % 区间的半宽。&lt;/p&gt;&lt;p&gt;每个波段都有各自的样式；请在图层的&lt;i&gt;样式&lt;/i&gt;菜单中选择。没有纹理的窗口只有新增纹理；没有数据的窗口则什么都没有。&lt;/p&gt;&lt;p&gt;多个工作进程以及集群需要引擎中安装有软件包 &lt;code&gt;dask.distributed&lt;/code&gt;。&lt;/p&gt;</translation>
    </message>
    <message>
        <source>Judge the detail, too</source>
        <translation>同时评判细节</translation>
    </message>
</context>
<context>
    <name>RelianceStyle</name>
    <message>
        <source>How widely it looks (diffusion index)</source>
        <translation>关注范围有多广（扩散指数）</translation>
    </message>
    <message>
        <source>How much its map explains (ATV)</source>
        <translation>归因图能解释多少 (ATV)</translation>
    </message>
    <message>
        <source>How far it looks (radius)</source>
        <translation>关注多远（半径）</translation>
    </message>
    <message>
        <source>How much it adds (texture added)</source>
        <translation>添加了多少（新增纹理）</translation>
    </message>
    <message>
        <source>How much of what it adds may be true</source>
        <translation>所添加的有多少可能是真的</translation>
    </message>
    <message>
        <source>How wide the 90 % interval is</source>
        <translation>90 % 区间有多宽</translation>
    </message>
    <message>
        <source>{0} ({1} % of each cell sampled)</source>
        <translation>{0}（每个单元采样 {1} %）</translation>
    </message>
    <message>
        <source>Each cell of {0} × {0} pixels was sampled in its middle, by a window of {1} × {1}: {2} % of the area. Between windows nothing was looked at.</source>
        <translation>每个 {0} × {0} 像素的单元只在中央以 {1} × {1} 的窗口采样：占面积的 {2} %。窗口之间未作考察。</translation>
    </message>
    <message>
        <source>at single pixels</source>
        <translation>只看个别像素</translation>
    </message>
    <message>
        <source>near by</source>
        <translation>邻近</translation>
    </message>
    <message>
        <source>around</source>
        <translation>周围</translation>
    </message>
    <message>
        <source>widely</source>
        <translation>范围广</translation>
    </message>
    <message>
        <source>nearly everywhere</source>
        <translation>几乎处处</translation>
    </message>
    <message>
        <source>nearly all of it</source>
        <translation>几乎全部</translation>
    </message>
    <message>
        <source>most of it</source>
        <translation>大部分</translation>
    </message>
    <message>
        <source>much of it</source>
        <translation>许多</translation>
    </message>
    <message>
        <source>part of it</source>
        <translation>一部分</translation>
    </message>
    <message>
        <source>little of it</source>
        <translation>很少</translation>
    </message>
    <message>
        <source>it smooths</source>
        <translation>使之平滑</translation>
    </message>
    <message>
        <source>nothing that can be seen</source>
        <translation>看不出新增</translation>
    </message>
    <message>
        <source>a little</source>
        <translation>少量</translation>
    </message>
    <message>
        <source>much</source>
        <translation>多</translation>
    </message>
    <message>
        <source>very much</source>
        <translation>非常多</translation>
    </message>
    <message>
        <source>up to {0} pixels</source>
        <translation>不超过 {0} 像素</translation>
    </message>
    <message>
        <source>farther</source>
        <translation>更远</translation>
    </message>
    <message>
        <source>none of it</source>
        <translation>全无</translation>
    </message>
    <message>
        <source>invented, most of it</source>
        <translation>大部分为虚构</translation>
    </message>
    <message>
        <source>plausible</source>
        <translation>可能</translation>
    </message>
    <message>
        <source>supported</source>
        <translation>有依据</translation>
    </message>
    <message>
        <source>supported, nearly all of it</source>
        <translation>几乎全部有依据</translation>
    </message>
    <message>
        <source>below {0}</source>
        <translation>低于 {0}</translation>
    </message>
    <message>
        <source>above {0}</source>
        <translation>高于 {0}</translation>
    </message>
    <message>
        <source>{0}: {1}</source>
        <translation>{0}：{1}</translation>
    </message>
</context>
<context>
    <name>Removal</name>
    <message>
        <source>{0} was not made by SRXAI; it stays.</source>
        <translation>{0} 不是由 SRXAI 创建的，予以保留。</translation>
    </message>
    <message>
        <source>{0} is in use ({1}). Close what uses it, then try again.</source>
        <translation>{0} 正在使用中 ({1})。请关闭使用它的程序，然后重试。</translation>
    </message>
    <message>
        <source>Removing SRXAI&apos;s engine environment</source>
        <translation>正在移除 SRXAI 的引擎环境</translation>
    </message>
    <message>
        <source>Parts of {0} could not be deleted. Delete them by hand.</source>
        <translation>{0} 的部分内容无法删除。请手动删除。</translation>
    </message>
</context>
<context>
    <name>RemoveNetwork</name>
    <message>
        <source>Remove network</source>
        <translation>移除网络</translation>
    </message>
    <message>
        <source>Deletes a super-resolution network that was added.</source>
        <translation>删除已添加的超分辨率网络。</translation>
    </message>
    <message>
        <source>&lt;p&gt;Deletes the copy of a network that was added, and its JSON file. The checkpoint that it was added from stays, and so do the bundled networks.&lt;/p&gt;</source>
        <translation>&lt;p&gt;删除已添加网络的副本及其 JSON 文件。添加时所用的检查点会保留，内置网络也会保留。&lt;/p&gt;</translation>
    </message>
    <message>
        <source>Id of a network that was added.</source>
        <translation>已添加网络的标识。</translation>
    </message>
    <message>
        <source>File that was deleted</source>
        <translation>已删除的文件</translation>
    </message>
</context>
<context>
    <name>Report</name>
    <message>
        <source>Report of an explanation</source>
        <translation>解释报告</translation>
    </message>
    <message>
        <source>super-resolution,report,html,attribution,provenance,print</source>
        <translation>超分辨率,报告,归因,来源,打印,super-resolution,report,html,attribution,provenance,print</translation>
    </message>
    <message>
        <source>Writes an explanation as one HTML page with pictures and figures.</source>
        <translation>将一次解释写成一个带图片和数据的 HTML 页面。</translation>
    </message>
    <message>
        <source>&lt;p&gt;Writes one printable HTML page that needs no network and no other file: the map with scale bar and north arrow, LR, SR and heatmap side by side, the statistics with their baselines, the curves, the verdict, and how all of it was made, with the command line that makes it again.&lt;/p&gt;</source>
        <translation>&lt;p&gt;写出一个可打印的 HTML 页面，无需网络，也不依赖其他文件：带比例尺和指北针的地图，并排的 LR、SR 和热力图，各项统计及其基线，曲线，结论，以及全部内容的生成方式，包括可重新生成它的命令行。&lt;/p&gt;</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Results (*.json);;All files (*)</source>
        <translation>结果 (*.json);;所有文件 (*)</translation>
    </message>
    <message>
        <source>The result.json of an explanation, or the folder that holds it.</source>
        <translation>某次解释的 result.json，或其所在的文件夹。</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <source>HTML files (*.html)</source>
        <translation>HTML 文件 (*.html)</translation>
    </message>
</context>
<context>
    <name>Results</name>
    <message>
        <source>{0} · tile {1} × {2} px</source>
        <translation>{0} · 图块 {1} × {2} px</translation>
    </message>
    <message>
        <source>Copy table</source>
        <translation>复制表格</translation>
    </message>
    <message>
        <source>Copy all statistics as CSV</source>
        <translation>以 CSV 格式复制全部统计</translation>
    </message>
    <message>
        <source>Re-run</source>
        <translation>重新运行</translation>
    </message>
    <message>
        <source>Explain the same region again, exactly as before</source>
        <translation>完全按之前的方式再次解释同一区域</translation>
    </message>
    <message>
        <source>Compare networks…</source>
        <translation>比较网络…</translation>
    </message>
    <message>
        <source>Explain the same region by several networks and see where they agree</source>
        <translation>用多个网络解释同一区域，查看它们在何处一致</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Save the result for others to use</source>
        <translation>保存结果供他人使用</translation>
    </message>
    <message>
        <source>Heatmap as cloud-optimised GeoTIFF…</source>
        <translation>热力图存为云优化 GeoTIFF…</translation>
    </message>
    <message>
        <source>The map of the selected method, with how it was made in its tags</source>
        <translation>所选方法的归因图，标签中注明其生成方式</translation>
    </message>
    <message>
        <source>Statistics as CSV…</source>
        <translation>统计存为 CSV…</translation>
    </message>
    <message>
        <source>All figures of all methods and baselines, not rounded</source>
        <translation>所有方法和基线的全部数据，不作舍入</translation>
    </message>
    <message>
        <source>Region and statistics as GeoPackage…</source>
        <translation>区域和统计存为 GeoPackage…</translation>
    </message>
    <message>
        <source>The region&apos;s outline and a table of all figures</source>
        <translation>区域的轮廓和全部数据的表格</translation>
    </message>
    <message>
        <source>Report as HTML…</source>
        <translation>报告存为 HTML…</translation>
    </message>
    <message>
        <source>One page with pictures, figures and how they were made</source>
        <translation>一个包含图片、数据及其生成方式的页面</translation>
    </message>
    <message>
        <source>Print layout</source>
        <translation>打印布局</translation>
    </message>
    <message>
        <source>A page with map, legend, scale bar and statistics, ready to print</source>
        <translation>包含地图、图例、比例尺和统计的页面，可直接打印</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Stop comparing; nothing is kept of it</source>
        <translation>停止比较；不保留任何内容</translation>
    </message>
    <message>
        <source>Swipe LR | SR</source>
        <translation>卷帘对比 LR | SR</translation>
    </message>
    <message>
        <source>Drag a line over the map: LR on its left, SR on its right</source>
        <translation>在地图上拖动一条线：左侧为 LR，右侧为 SR</translation>
    </message>
</context>
<context>
    <name>Runs</name>
    <message>
        <source>Removing {0}</source>
        <translation>正在删除 {0}</translation>
    </message>
    <message>
        <source>Rename run</source>
        <translation>重命名运行</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Delete {0}? Its layers and all files in {1} are removed for good.</source>
        <translation>删除 {0}？它的图层和 {1} 中的所有文件将被永久删除。</translation>
    </message>
    <message>
        <source>Delete run</source>
        <translation>删除运行</translation>
    </message>
</context>
<context>
    <name>RunsBox</name>
    <message>
        <source>Runs</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>线程数</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Methods</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>automatic: an NVIDIA card where there is one</source>
        <translation>自动：有 NVIDIA 显卡时使用显卡</translation>
    </message>
    <message>
        <source>the processor (CPU)</source>
        <translation>处理器 (CPU)</translation>
    </message>
    <message>
        <source>the NVIDIA card (CUDA)</source>
        <translation>NVIDIA 显卡 (CUDA)</translation>
    </message>
    <message>
        <source>Where networks run</source>
        <translation>网络在何处运行</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Processor threads of a run. This computer has {0}.</source>
        <translation>运行所用的处理器线程数。本机有 {0} 个。</translation>
    </message>
    <message>
        <source>in a folder &apos;srxai&apos; beside the project</source>
        <translation>工程旁的“srxai”文件夹</translation>
    </message>
    <message>
        <source>Folder of every run&apos;s files; while a project is not saved, they are temporary</source>
        <translation>存放每次运行文件的文件夹；工程未保存时为临时文件</translation>
    </message>
    <message>
        <source>Ticked when the panel is first opened</source>
        <translation>首次打开面板时即勾选</translation>
    </message>
    <message>
        <source>Explain as soon as a region is drawn</source>
        <translation>绘制区域后立即解释</translation>
    </message>
    <message>
        <source>Otherwise the panel&apos;s Explain button waits</source>
        <translation>否则需点击面板中的“解释”按钮</translation>
    </message>
</context>
<context>
    <name>RunsRow</name>
    <message>
        <source>Runs</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Runs of this project: choose one to see its results again</source>
        <translation>本工程的运行：选择一个可再次查看其结果</translation>
    </message>
    <message>
        <source>Temporary. Save the project to keep them.</source>
        <translation>结果是临时的，保存工程即可保留。</translation>
    </message>
    <message>
        <source>What can be done with this run</source>
        <translation>可对此运行进行的操作</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>重命名…</translation>
    </message>
    <message>
        <source>Call the run by another name</source>
        <translation>给运行另起名称</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Show the files of the run</source>
        <translation>显示此运行的文件</translation>
    </message>
    <message>
        <source>Re-run</source>
        <translation>重新运行</translation>
    </message>
    <message>
        <source>Explain the same region again, exactly as before</source>
        <translation>完全按之前的方式再次解释同一区域</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>删除…</translation>
    </message>
    <message>
        <source>Remove the run&apos;s layers and its files; asks first</source>
        <translation>删除此运行的图层和文件；会先询问</translation>
    </message>
</context>
<context>
    <name>SomeOf</name>
    <message>
        <source>Further checkpoint files, separated by commas</source>
        <translation>其他检查点文件，以逗号分隔</translation>
    </message>
</context>
<context>
    <name>Source</name>
    <message>
        <source>The source of {0} is missing. Repair the layer, or choose another one.</source>
        <translation>{0} 的数据源缺失。请修复该图层，或选择其他图层。</translation>
    </message>
    <message>
        <source>{0} gives no pixels. Save it as a GeoTIFF first (Export ▸ Save As…).</source>
        <translation>{0} 不提供像素。请先将其存为 GeoTIFF（导出 ▸ 另存为…）。</translation>
    </message>
</context>
<context>
    <name>SrxaiPlugin</name>
    <message>
        <source>Explain super-resolution</source>
        <translation>解释超分辨率</translation>
    </message>
    <message>
        <source>Draw a region and see what the network looked at</source>
        <translation>绘制区域，查看网络关注了什么</translation>
    </message>
    <message>
        <source>SRXAI options…</source>
        <translation>SRXAI 选项…</translation>
    </message>
    <message>
        <source>Choose or create the engine, and set what every run takes</source>
        <translation>选择或创建引擎，并设置每次运行所用的选项</translation>
    </message>
    <message>
        <source>SRXAI guide</source>
        <translation>SRXAI 指南</translation>
    </message>
    <message>
        <source>Open SRXAI&apos;s guide in the web browser</source>
        <translation>在网页浏览器中打开 SRXAI 指南</translation>
    </message>
</context>
<context>
    <name>SrxaiProvider</name>
    <message>
        <source>SRXAI: explain super-resolution</source>
        <translation>SRXAI：解释超分辨率</translation>
    </message>
</context>
<context>
    <name>StatisticsTable</name>
    <message>
        <source>Statistics</source>
        <translation>统计</translation>
    </message>
    <message>
        <source>random</source>
        <translation>随机</translation>
    </message>
    <message>
        <source>distance</source>
        <translation>距离</translation>
    </message>
    <message>
        <source>Baseline: random pixels; it knows no network.</source>
        <translation>基线：随机像素；与网络无关。</translation>
    </message>
    <message>
        <source>Baseline: the pixels nearest to the region; it knows no network.</source>
        <translation>基线：离区域最近的像素；与网络无关。</translation>
    </message>
    <message>
        <source>Attribution method; the baselines know no network.</source>
        <translation>归因方法；基线与网络无关。</translation>
    </message>
    <message>
        <source>DI</source>
        <translation>DI</translation>
    </message>
    <message>
        <source>Diffusion index: how widely the network looks. 0 = one pixel, 100 = the whole tile evenly. Depends on the tile size.</source>
        <translation>扩散指数：网络关注的范围有多广。0 = 一个像素，100 = 均匀分布于整个图块。取决于图块大小。</translation>
    </message>
    <message>
        <source>ATV: how much of the region&apos;s texture changes when only the pointed-at pixels keep their detail, mean over six areas. Lower is better.</source>
        <translation>ATV：只让归因图指出的像素保留细节时，区域纹理变化多少；六种面积的平均值。越低越好。</translation>
    </message>
    <message>
        <source>Looks
at</source>
        <translation>关注
半径</translation>
    </message>
    <message>
        <source>Radius that holds 95 % of the attribution, in ground units.</source>
        <translation>包含 95 % 归因的半径，以地面单位表示。</translation>
    </message>
    <message>
        <source>Gap {0}: what the path integral missed (LAM). Under 5 % is fine.</source>
        <translation>缺口 {0}：路径积分遗漏的部分 (LAM)。低于 5 % 即可。</translation>
    </message>
    <message>
        <source>Click to zoom to the map, and to show or hide it.</source>
        <translation>点击可缩放到该图，并显示或隐藏它。</translation>
    </message>
    <message>
        <source>detail</source>
        <translation>细节</translation>
    </message>
    <message>
        <source>Baseline: the detail near the region, the nearer the more; it knows no network.</source>
        <translation>基线：区域附近的细节，越近权重越大；与网络无关。</translation>
    </message>
    <message>
        <source>ATV %
mean</source>
        <translation>ATV %
平均</translation>
    </message>
    <message>
        <source>loc %
mean</source>
        <translation>loc %
平均</translation>
    </message>
    <message>
        <source>loc: how much of the region&apos;s texture is in another place or of another strength when only the pointed-at pixels keep their detail, mean over six areas; nothing cancels. Lower is better.</source>
        <translation>loc：只让归因图指出的像素保留细节时，区域纹理中有多少位置改变或强度改变；六种面积的平均值，不会相互抵消。越低越好。</translation>
    </message>
    <message>
        <source>Beyond
detail</source>
        <translation>细节
之外</translation>
    </message>
    <message>
        <source>What the map tells of single pixels that their own detail and place do not: rank correlation, -1 to 1. A map that knows no network has about 0. Higher is better.</source>
        <translation>归因图对单个像素的说明中，超出像素自身细节和位置所能说明的部分：秩相关，-1 到 1。与网络无关的图约为 0。越高越好。</translation>
    </message>
    <message>
        <source>ATV @ 1 %: {0}, when only the 1 % of pixels that the map points at first keep their detail.</source>
        <translation>ATV @ 1 %：{0}，即只让归因图最先指出的 1 % 像素保留细节时的值。</translation>
    </message>
    <message>
        <source>Kept {0}: the share of the relevance that reached the image.</source>
        <translation>保留 {0}：到达图像的相关性所占的比例。</translation>
    </message>
    <message>
        <source>The map took {0:.1f} s.</source>
        <translation>计算该图用时 {0:.1f} 秒。</translation>
    </message>
</context>
<context>
    <name>SuperResolve</name>
    <message>
        <source>Super-resolve raster</source>
        <translation>栅格超分辨率</translation>
    </message>
    <message>
        <source>Super-resolves a whole raster, of any size, without seams.</source>
        <translation>对任意大小的整幅栅格进行超分辨率重建，没有接缝。</translation>
    </message>
    <message>
        <source>&lt;p&gt;Runs a super-resolution network over a whole raster, tile by tile. The result has the raster&apos;s own data type and lies on its grid divided by the scale.&lt;/p&gt;&lt;p&gt;Tiles overlap by all that an output pixel can depend on, so that they leave no seam. Networks that look at the whole image at once get a warning in the log.&lt;/p&gt;&lt;p&gt;The memory needed does not grow with the raster.&lt;/p&gt;</source>
        <translation>&lt;p&gt;用超分辨率网络逐图块处理整幅栅格。结果的数据类型与栅格相同，其网格为栅格的网格除以放大倍数。&lt;/p&gt;&lt;p&gt;图块的重叠量覆盖输出像素所能依赖的全部范围，因此不会留下接缝。一次看到整幅图像的网络会在日志中给出警告。&lt;/p&gt;&lt;p&gt;所需内存不随栅格增大。&lt;/p&gt;</translation>
    </message>
    <message>
        <source>Tile, in raster pixels</source>
        <translation>图块大小（栅格像素）</translation>
    </message>
    <message>
        <source>Left out: what fits into about 1 GB of memory.</source>
        <translation>留空：约 1 GB 内存所能容纳的大小。</translation>
    </message>
    <message>
        <source>Cloud-Optimized GeoTIFF with overviews</source>
        <translation>带金字塔的云优化 GeoTIFF</translation>
    </message>
    <message>
        <source>Super-resolved raster</source>
        <translation>超分辨率栅格</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>放大倍数</translation>
    </message>
    <message>
        <source>Number of tiles</source>
        <translation>图块数</translation>
    </message>
    <message>
        <source>How values were scaled</source>
        <translation>值的缩放方式</translation>
    </message>
</context>
<context>
    <name>SvgView</name>
    <message>
        <source>Save as SVG…</source>
        <translation>存为 SVG…</translation>
    </message>
    <message>
        <source>Save the plot as a picture…</source>
        <translation>将图表存为图片…</translation>
    </message>
    <message>
        <source>{0} cannot be written: {1}. Choose another file.</source>
        <translation>无法写入 {0}：{1}。请选择其他文件。</translation>
    </message>
    <message>
        <source>Save plot</source>
        <translation>保存图表</translation>
    </message>
</context>
<context>
    <name>Thumbnails</name>
    <message>
        <source>Thumbnails of the maps</source>
        <translation>归因图的缩略图</translation>
    </message>
    <message>
        <source>Click to zoom to it, and to show or hide it.</source>
        <translation>点击可缩放到该图，并显示或隐藏它。</translation>
    </message>
</context>
<context>
    <name>TileExport</name>
    <message>
        <source>QGIS cannot write the pixels of {0}. Save it as a GeoTIFF first (Export ▸ Save As…).</source>
        <translation>QGIS 无法写出 {0} 的像素。请先将其存为 GeoTIFF（导出 ▸ 另存为…）。</translation>
    </message>
    <message>
        <source>The pixels of {0} cannot be written to {1}: {2}. Choose another folder of results (Settings ▸ Options ▸ SRXAI).</source>
        <translation>无法将 {0} 的像素写入 {1}：{2}。请在“设置 ▸ 选项 ▸ SRXAI”中选择其他结果文件夹。</translation>
    </message>
</context>
<context>
    <name>Toolbar</name>
    <message>
        <source>Show the whole plot again</source>
        <translation>重新显示整个图表</translation>
    </message>
    <message>
        <source>Pan: drag with the left button, zoom with the right one</source>
        <translation>平移：按住左键拖动；按住右键拖动则缩放</translation>
    </message>
    <message>
        <source>Zoom: drag a rectangle</source>
        <translation>缩放：拖出一个矩形</translation>
    </message>
    <message>
        <source>Save the plot as a picture…</source>
        <translation>将图表存为图片…</translation>
    </message>
</context>
<context>
    <name>WarmEngine</name>
    <message>
        <source>The engine is starting…</source>
        <translation>正在启动引擎…</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>inside</source>
        <translation>区域内</translation>
    </message>
    <message>
        <source>Texture</source>
        <translation>纹理</translation>
    </message>
    <message>
        <source>Texture of one band</source>
        <translation>单个波段的纹理</translation>
    </message>
    <message>
        <source>Mean intensity</source>
        <translation>平均强度</translation>
    </message>
    <message>
        <source>Spectral index</source>
        <translation>光谱指数</translation>
    </message>
    <message>
        <source>Pattern (Gabor)</source>
        <translation>图案 (Gabor)</translation>
    </message>
    <message>
        <source>signed map</source>
        <translation>带符号的归因图</translation>
    </message>
    <message>
        <source>map of each band</source>
        <translation>各波段的归因图</translation>
    </message>
    <message>
        <source>density</source>
        <translation>密度</translation>
    </message>
    <message>
        <source>layer by layer</source>
        <translation>逐层</translation>
    </message>
    <message>
        <source>Which pixels add to the region&apos;s texture, and which take from it.</source>
        <translation>哪些像素增强区域的纹理，哪些像素削弱它。</translation>
    </message>
    <message>
        <source>The map of each band of the raster alone.</source>
        <translation>栅格各个波段单独的归因图。</translation>
    </message>
    <message>
        <source>The map smoothed, as the authors of LAM show it.</source>
        <translation>平滑后的归因图，与 LAM 作者的展示方式一致。</translation>
    </message>
    <message>
        <source>What each layer of the network looked at, one band each, deepest last.</source>
        <translation>网络每一层关注了什么，每层一个波段，最深层在最后。</translation>
    </message>
    <message>
        <source>Deletion</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Insertion</source>
        <translation>插入</translation>
    </message>
    <message>
        <source>Max-sensitivity</source>
        <translation>最大敏感度</translation>
    </message>
    <message>
        <source>Infidelity</source>
        <translation>不忠实度</translation>
    </message>
    <message>
        <source>Parameter randomisation</source>
        <translation>参数随机化</translation>
    </message>
    <message>
        <source>reading</source>
        <translation>正在读取</translation>
    </message>
    <message>
        <source>super-resolving</source>
        <translation>正在进行超分辨率重建</translation>
    </message>
    <message>
        <source>baselines</source>
        <translation>正在计算基线</translation>
    </message>
    <message>
        <source>comparing</source>
        <translation>正在比较</translation>
    </message>
    <message>
        <source>writing</source>
        <translation>正在写出</translation>
    </message>
    <message>
        <source>measuring {0}</source>
        <translation>正在评估 {0}</translation>
    </message>
    <message>
        <source>values used as they are</source>
        <translation>直接使用原值</translation>
    </message>
    <message>
        <source>values 0-{0:.0f} divided by {0:.0f}</source>
        <translation>0-{0:.0f} 的值除以 {0:.0f}</translation>
    </message>
    <message>
        <source>tile&apos;s 2-98 % range stretched to 0-1 by band ({0})</source>
        <translation>逐波段将图块的 2-98 % 区间拉伸到 0-1 ({0})</translation>
    </message>
    <message>
        <source>SR px</source>
        <translation>SR px</translation>
    </message>
    <message>
        <source>({0} failed)</source>
        <translation>（{0} 个失败）</translation>
    </message>
    <message>
        <source>{0:.0f} s left</source>
        <translation>剩余 {0:.0f} s</translation>
    </message>
    <message>
        <source>starting</source>
        <translation>正在启动</translation>
    </message>
    <message>
        <source>deletion and insertion of {0}</source>
        <translation>正在计算 {0} 的删除与插入</translation>
    </message>
    <message>
        <source>max-sensitivity of {0}</source>
        <translation>正在计算 {0} 的最大敏感度</translation>
    </message>
    <message>
        <source>infidelity of {0}</source>
        <translation>正在计算 {0} 的不忠实度</translation>
    </message>
    <message>
        <source>parameter randomisation of {0}</source>
        <translation>正在进行 {0} 的参数随机化</translation>
    </message>
    <message>
        <source>explaining</source>
        <translation>正在解释</translation>
    </message>
    <message>
        <source>tile</source>
        <translation>图块</translation>
    </message>
    <message>
        <source>window</source>
        <translation>窗口</translation>
    </message>
    <message>
        <source>region</source>
        <translation>区域</translation>
    </message>
    <message>
        <source>writing overviews</source>
        <translation>正在写出金字塔</translation>
    </message>
    <message>
        <source>reporting</source>
        <translation>正在生成报告</translation>
    </message>
    <message>
        <source>done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Unfit map: no better than random pixels</source>
        <translation>归因图不适用：不优于随机像素</translation>
    </message>
    <message>
        <source>{0}; gap {1}</source>
        <translation>{0}；缺口 {1}</translation>
    </message>
    <message>
        <source>Careful: the map {0}</source>
        <translation>需谨慎：该归因图{0}</translation>
    </message>
    <message>
        <source>{0}; it {1}</source>
        <translation>{0}；{1}</translation>
    </message>
    <message>
        <source>tells of single pixels hardly more than their detail and place do</source>
        <translation>对单个像素的说明几乎不超出其自身细节和位置</translation>
    </message>
    <message>
        <source>could not be tried pixel by pixel, for too few lie near the region</source>
        <translation>无法逐像素检验，因为区域附近的像素太少</translation>
    </message>
    <message>
        <source>has a gap of {0}, more steps would help</source>
        <translation>缺口为 {0}，增加步数会有改善</translation>
    </message>
    <message>
        <source>is no better than &apos;near the region&apos; at 1 % of pixels</source>
        <translation>在 1 % 像素处不优于“靠近区域”</translation>
    </message>
    <message>
        <source>is no better than &apos;near the region&apos; over all shares of pixels</source>
        <translation>在所有像素比例下不优于“靠近区域”</translation>
    </message>
    <message>
        <source>Faithful map: it tells what single pixels do, beyond random, nearness and detail</source>
        <translation>归因图忠实：它能说明单个像素的作用，且超出随机、邻近和细节基线所能说明的</translation>
    </message>
    <message>
        <source>carries the region&apos;s texture less well than the detail near it does</source>
        <translation>承载区域纹理的能力不及区域附近的细节</translation>
    </message>
    <message>
        <source>trying pixels</source>
        <translation>逐一试验像素</translation>
    </message>
    <message>
        <source>holds more than half of itself in one pixel</source>
        <translation>一半以上集中在一个像素上</translation>
    </message>
    <message>
        <source>is of a network that gives no smooth ramp back</source>
        <translation>来自一个不能还原平滑渐变的网络</translation>
    </message>
    <message>
        <source>was judged by an earlier version, which asked for less: explain the region again</source>
        <translation>由较早的版本评判，那时的要求较低：请重新解释该区域</translation>
    </message>
    <message>
        <source>judging the detail</source>
        <translation>正在评判细节</translation>
    </message>
    <message>
        <source>True share: how much of the detail that the network added to interpolation is true. 1 = all, 0 = none; below 0.5 interpolation is nearer to the truth.</source>
        <translation>真实占比：网络在插值图像之上添加的细节中，有多少是真实的。1 = 全部，0 = 全无；低于 0.5 时，插值图像反而更接近真值。</translation>
    </message>
    <message>
        <source>Improvement, omission, hallucination: how much the pixels are like the truth, like the interpolated input, or like neither (opensr-test). The truth itself has 96 % improvement.</source>
        <translation>改善、遗漏、幻觉：像素在多大程度上像真值、像插值后的输入，或两者都不像（opensr-test）。真值本身的改善为 96 %。</translation>
    </message>
    <message>
        <source>Resolution: the finest structure in the tile that agrees with the truth (Fourier ring correlation, cut at 1/7). Smaller is better.</source>
        <translation>分辨率：图块中与真值一致的最细结构（傅里叶环相关，阈值 1/7）。越小越好。</translation>
    </message>
    <message>
        <source>Region against the truth: PSNR {0} (interpolation {1}), SSIM {2} ({3})</source>
        <translation>区域与真值对照：PSNR {0}（插值 {1}），SSIM {2}（{3}）</translation>
    </message>
    <message>
        <source>equal</source>
        <translation>完全相同</translation>
    </message>
    <message>
        <source>No detail was added</source>
        <translation>没有添加细节</translation>
    </message>
    <message>
        <source>True share of the added detail: {0}</source>
        <translation>所添加细节的真实占比：{0}</translation>
    </message>
    <message>
        <source>Improvement {0}, omission {1}, hallucination {2}</source>
        <translation>改善 {0}，遗漏 {1}，幻觉 {2}</translation>
    </message>
    <message>
        <source>Resolution of the tile: {0} (interpolation {1})</source>
        <translation>图块的分辨率：{0}（插值 {1}）</translation>
    </message>
    <message>
        <source>Added detail</source>
        <translation>新增细节</translation>
    </message>
    <message>
        <source>Unfit map: nothing in the region to explain</source>
        <translation>归因图不适用：区域中没有可解释的内容</translation>
    </message>
    <message>
        <source>Detail – {0}</source>
        <translation>细节 – {0}</translation>
    </message>
    <message>
        <source>{0}; {1}</source>
        <translation>{0}；{1}</translation>
    </message>
    <message>
        <source>Supported</source>
        <translation>有依据</translation>
    </message>
    <message>
        <source>Plausible</source>
        <translation>可能</translation>
    </message>
    <message>
        <source>Invented</source>
        <translation>虚构</translation>
    </message>
    <message>
        <source>Nothing added</source>
        <translation>无新增细节</translation>
    </message>
    <message>
        <source>Not calibrated here</source>
        <translation>此处未校准</translation>
    </message>
    <message>
        <source>Not judged</source>
        <translation>未评判</translation>
    </message>
    <message>
        <source>{0} of 255</source>
        <translation>{0} / 255</translation>
    </message>
    <message>
        <source>Estimated true share of the added detail: {0} (1 is all of it, 0 none).</source>
        <translation>新增细节的估计真实占比：{0}（1 为全部，0 为无）。</translation>
    </message>
    <message>
        <source>Share that the other networks draw too: {0}.</source>
        <translation>其他网络也画出的占比：{0}。</translation>
    </message>
    <message>
        <source>Added beyond interpolation: {0} (root mean square).</source>
        <translation>在插值之外新增：{0}（均方根）。</translation>
    </message>
    <message>
        <source>90 % interval around the values: {0}, on average.</source>
        <translation>像素值的 90 % 区间：平均 {0}。</translation>
    </message>
    <message>
        <source>Supported means that networks that do not invent would have drawn this too, not that it was seen on the ground.</source>
        <translation>“有依据”表示不虚构的网络也会画出这些细节，并不表示已在地面上得到证实。</translation>
    </message>
    <message>
        <source>supported: networks that do not invent draw it too</source>
        <translation>有依据：不虚构的网络也画出了它</translation>
    </message>
    <message>
        <source>plausible: in part of it the evidence is for, in part against</source>
        <translation>可能：证据部分支持，部分反对</translation>
    </message>
    <message>
        <source>invented: most of it is not in the input</source>
        <translation>虚构：大部分不在输入之中</translation>
    </message>
    <message>
        <source>plausible: the raster&apos;s average speaks for it</source>
        <translation>可能：整幅栅格的平均情况支持它</translation>
    </message>
    <message>
        <source>not judged: the region is too small; draw one of at least 32 × 32 super-resolved pixels</source>
        <translation>未评判：区域太小；请绘制至少 32 × 32 个超分辨率像素的区域</translation>
    </message>
    <message>
        <source>not judged: the raster is too small, or shows too little, to be checked against itself</source>
        <translation>未评判：栅格太小或内容太少，无法用其自身进行检验</translation>
    </message>
    <message>
        <source>nothing added: it is what interpolation shows too</source>
        <translation>无新增细节：插值也能显示同样的内容</translation>
    </message>
    <message>
        <source>not calibrated here: this imagery is not like what the network learned from, so no figure would hold</source>
        <translation>此处未校准：该影像与网络的训练影像不同，任何数值都不可靠</translation>
    </message>
    <message>
        <source>there is no other network to hold it against</source>
        <translation>没有其他网络可供对照</translation>
    </message>
    <message>
        <source>bicubic degradation assumed</source>
        <translation>假定为双三次退化</translation>
    </message>
    <message>
        <source>whether the imagery fits was not checked</source>
        <translation>未检查影像是否适用</translation>
    </message>
    <message>
        <source>Held against: {0}.</source>
        <translation>对照网络：{0}。</translation>
    </message>
    <message>
        <source>One scale down, where the truth is known, the network&apos;s true share is {0}.</source>
        <translation>在缩小一级的尺度上（真值已知），该网络的真实占比为 {0}。</translation>
    </message>
    <message>
        <source>Degradation: {0}, assumed, for the network&apos;s card is silent.</source>
        <translation>退化方式：{0}（假定，网络卡片未说明）。</translation>
    </message>
    <message>
        <source>Degradation: {0}, as the network&apos;s card says.</source>
        <translation>退化方式：{0}（依据网络卡片）。</translation>
    </message>
    <message>
        <source>Distance from imagery that it is calibrated for: {0}; it holds up to {1}.</source>
        <translation>与校准所用影像的距离：{0}；不超过 {1} 时有效。</translation>
    </message>
    <message>
        <source>bicubic</source>
        <translation>双三次</translation>
    </message>
    <message>
        <source>mean of the area</source>
        <translation>区域平均</translation>
    </message>
    <message>
        <source>This line judges the map: whether it tells which pixels the network used. Whether the super-resolved detail can be used, it does not tell.</source>
        <translation>此行评判的是归因图：它是否说明网络用到了哪些像素。至于超分辨率细节能否使用，它不作说明。</translation>
    </message>
    <message>
        <source>First line: whether the detail that the network added can be used. Below: whether the heatmaps can.</source>
        <translation>第一行：网络新增的细节能否使用。其下：热力图能否使用。</translation>
    </message>
    <message>
        <source>red</source>
        <translation>红</translation>
    </message>
    <message>
        <source>green</source>
        <translation>绿</translation>
    </message>
    <message>
        <source>blue</source>
        <translation>蓝</translation>
    </message>
    <message>
        <source>near infrared</source>
        <translation>近红外</translation>
    </message>
    <message>
        <source>panchromatic</source>
        <translation>全色</translation>
    </message>
    <message>
        <source>coastal</source>
        <translation>海岸</translation>
    </message>
    <message>
        <source>Bands {0} in their order: nothing says what they are.</source>
        <translation>波段 {0}，按其顺序：没有说明各波段是什么。</translation>
    </message>
    <message>
        <source>Bands {0}: as asked.</source>
        <translation>波段 {0}：按要求。</translation>
    </message>
    <message>
        <source>Bands {0} as {1}: guessed from their order, as of {2}. Check it.</source>
        <translation>波段 {0} 作为{1}：根据顺序猜测，如同 {2}。请核对。</translation>
    </message>
    <message>
        <source>as asked</source>
        <translation>按要求</translation>
    </message>
    <message>
        <source>by their descriptions</source>
        <translation>依据波段描述</translation>
    </message>
    <message>
        <source>by their colours</source>
        <translation>依据颜色</translation>
    </message>
    <message>
        <source>by their wavelengths</source>
        <translation>依据波长</translation>
    </message>
    <message>
        <source>Bands {0} as {1}: {2}.</source>
        <translation>波段 {0} 作为{1}：{2}。</translation>
    </message>
    <message>
        <source>values are reflectance</source>
        <translation>值即反射率</translation>
    </message>
    <message>
        <source>values divided by {0:g}: reflectance</source>
        <translation>值除以 {0:g}：反射率</translation>
    </message>
    <message>
        <source>values {0:+g}, divided by {1:g}: reflectance</source>
        <translation>值 {0:+g}，再除以 {1:g}：反射率</translation>
    </message>
    <message>
        <source>not judged: the network fails the check by a smooth ramp or by imagery; see the warning</source>
        <translation>未判定：该网络未通过平滑渐变或影像的检查，见警告</translation>
    </message>
    <message>
        <source>is of a network that does not bring real imagery nearer the truth than it should</source>
        <translation>来自一个对真实影像的还原没有达到应有程度的网络</translation>
    </message>
    <message>
        <source>by data type</source>
        <translation>按数据类型</translation>
    </message>
    <message>
        <source>2 to 98 % of the tile</source>
        <translation>图块的 2 到 98 %</translation>
    </message>
    <message>
        <source>none: values are 0 to 1</source>
        <translation>无：值为 0 到 1</translation>
    </message>
    <message>
        <source>reflectance</source>
        <translation>反射率</translation>
    </message>
    <message>
        <source>reflectance, below 0 set to 0</source>
        <translation>反射率，低于 0 的设为 0</translation>
    </message>
    <message>
        <source>{0}, below 0 set to 0</source>
        <translation>{0}，低于 0 的设为 0</translation>
    </message>
    <message>
        <source>not judged: the network&apos;s image, made small, lacks something that it takes</source>
        <translation>未评判：网络的影像缩小之后，缺少它所接受的某些内容</translation>
    </message>
    <message>
        <source>{0} {1} – detail: {2}</source>
        <translation>{0} {1} – 细节：{2}</translation>
    </message>
    <message>
        <source>{0} {1} – detail: {2}, {3}</source>
        <translation>{0} {1} – 细节：{2}，{3}</translation>
    </message>
    <message>
        <source>Their pictures differ by {0} in the region, on average: {1}.</source>
        <translation>它们的图像在区域内平均相差 {0}：{1}。</translation>
    </message>
    <message>
        <source>the same to the eye</source>
        <translation>肉眼看来相同</translation>
    </message>
    <message>
        <source>a little</source>
        <translation>少量</translation>
    </message>
    <message>
        <source>clearly</source>
        <translation>明显不同</translation>
    </message>
    <message>
        <source>they contradict each other</source>
        <translation>互相矛盾</translation>
    </message>
    <message>
        <source>All were asked about the same polygon, within {0} px of ×{1}.</source>
        <translation>所有网络针对同一多边形，位于 ×{1} 的 {0} 像素之内。</translation>
    </message>
    <message>
        <source>All were asked about the same region: {0} px of ×{1}, snapped outward once to the grid that their scales share.</source>
        <translation>所有网络针对同一区域：×{1} 的 {0} 像素，只向外对齐一次，对齐到各倍率共有的网格。</translation>
    </message>
    <message>
        <source>Used – which pixels {0} used cannot be said here</source>
        <translation>用到 – 此处无法说明 {0} 用到了哪些像素</translation>
    </message>
    <message>
        <source>{0}; take it with care</source>
        <translation>{0}；请谨慎看待</translation>
    </message>
    <message>
        <source>Next – tick “Judge the detail, too” under Advanced, and explain again</source>
        <translation>下一步 – 在“高级”中勾选“同时评判细节”，然后重新解释</translation>
    </message>
    <message>
        <source>Used – {network} drew nearly all of its evidence from inside the region, says {name}</source>
        <translation>用到 – 据 {name}，{network} 所用的信息几乎全部来自区域之内</translation>
    </message>
    <message>
        <source>Used – {network} drew 95 % of its evidence from within {far} of the region, says {name}</source>
        <translation>用到 – 据 {name}，{network} 所用的信息有 95 % 来自区域周围 {far} 之内</translation>
    </message>
    <message>
        <source>Used – {network} drew {inside} of its evidence from inside the region, 95 % from within {far} of it, says {name}</source>
        <translation>用到 – 据 {name}，{network} 所用的信息有 {inside} 来自区域之内，95 % 来自其周围 {far} 之内</translation>
    </message>
    <message>
        <source>Next – use the super-resolved tile within {0}; compare networks where much hangs on it</source>
        <translation>下一步 – 可在 {0} 之内使用超分辨率图块；若事关重大，请比较网络</translation>
    </message>
    <message>
        <source>Next – draw a region of at least 32 × 32 super-resolved pixels</source>
        <translation>下一步 – 画一个至少 32 × 32 个超分辨率像素的区域</translation>
    </message>
    <message>
        <source>Next – choose another network: this one fails its checks</source>
        <translation>下一步 – 换一个网络：这个网络未通过检查</translation>
    </message>
    <message>
        <source>Next – use the super-resolved tile; compare networks where much hangs on it</source>
        <translation>下一步 – 可使用超分辨率图块；若事关重大，请比较网络</translation>
    </message>
    <message>
        <source>Next – count on what the Detail layer shows as supported; compare networks for the rest</source>
        <translation>下一步 – 可信赖“细节”图层中标为“有依据”的部分；其余部分请比较网络</translation>
    </message>
    <message>
        <source>Next – do not use this detail: go by the input, or by finer imagery</source>
        <translation>下一步 – 不要使用这些细节：请以输入或更精细的影像为准</translation>
    </message>
    <message>
        <source>Next – interpolation serves as well here; to try the network, draw where there is more detail</source>
        <translation>下一步 – 此处插值同样够用；要考察网络，请在细节更多的地方画区域</translation>
    </message>
    <message>
        <source>Next – do not rely on the detail: choose a network that learned from such imagery, or give a truth under Advanced</source>
        <translation>下一步 – 不要依赖这些细节：请选择用此类影像训练的网络，或在“高级”中给出真值</translation>
    </message>
    <message>
        <source>Next – choose a larger raster, or give a truth under Advanced</source>
        <translation>下一步 – 选择更大的栅格，或在“高级”中给出真值</translation>
    </message>
    <message>
        <source>is of a network that nothing shows to bring imagery nearer the truth</source>
        <translation>来自一个没有任何证据表明能使影像更接近真实的网络</translation>
    </message>
    <message>
        <source>map of the raster</source>
        <translation>栅格的归因图</translation>
    </message>
    <message>
        <source>map of the second image</source>
        <translation>第二幅影像的归因图</translation>
    </message>
    <message>
        <source>Which pixels of the raster alone were used, of the two images.</source>
        <translation>两幅影像中，只看栅格：用到了它的哪些像素。</translation>
    </message>
    <message>
        <source>Which pixels of the second image alone were used, of the two.</source>
        <translation>两幅影像中，只看第二幅：用到了它的哪些像素。</translation>
    </message>
</context>
<context>
    <name>ZonalAttribution</name>
    <message>
        <source>Zonal attribution</source>
        <translation>分区归因</translation>
    </message>
    <message>
        <source>Share of a heatmap&apos;s attribution by land cover or polygon.</source>
        <translation>热力图的归因在各土地覆盖类别或多边形中的占比。</translation>
    </message>
    <message>
        <source>&lt;p&gt;Which classes of the ground did the network look at to draw a region: 41 % road, 33 % roof, 12 % trees?&lt;/p&gt;&lt;p&gt;Give an attribution map, and either a classified raster or polygons with a field that names their class. Names of a raster&apos;s classes come from its paletted style. A pixel on the border of two classes counts for both, by area.&lt;/p&gt;&lt;p&gt;The table holds each class with its share of the attribution and of the area, and how many times as much attribution it holds as its area would by chance.&lt;/p&gt;</source>
        <translation>&lt;p&gt;网络为绘制某一区域关注了哪些地物类别：道路 41 %、屋顶 33 %、树木 12 %？&lt;/p&gt;&lt;p&gt;请给出归因图，以及分类栅格，或带有类别名称字段的多边形。栅格的类别名称取自其调色板样式。位于两类交界处的像素按面积分别计入两类。&lt;/p&gt;&lt;p&gt;表格列出每个类别在归因和面积中的占比，以及其归因是按面积随机分布时的多少倍。&lt;/p&gt;</translation>
    </message>
    <message>
        <source>Attribution map</source>
        <translation>归因图</translation>
    </message>
    <message>
        <source>Land cover (classified raster)</source>
        <translation>土地覆盖（分类栅格）</translation>
    </message>
    <message>
        <source>… or polygons</source>
        <translation>… 或多边形</translation>
    </message>
    <message>
        <source>Field that names a polygon&apos;s class</source>
        <translation>存放多边形类别名称的字段</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>表格</translation>
    </message>
    <message>
        <source>Text with commas (*.csv)</source>
        <translation>逗号分隔文本 (*.csv)</translation>
    </message>
    <message>
        <source>Largest shares in one line</source>
        <translation>一行列出最大的占比</translation>
    </message>
    <message>
        <source>Largest share, %</source>
        <translation>最大占比，%</translation>
    </message>
    <message>
        <source>Table as a page</source>
        <translation>网页表格</translation>
    </message>
    <message>
        <source>Give either a land cover or polygons to share the attribution out among.</source>
        <translation>请给出土地覆盖或多边形，以便分配归因。</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Attribution, %</source>
        <translation>归因，%</translation>
    </message>
    <message>
        <source>Area, %</source>
        <translation>面积，%</translation>
    </message>
</context>
</TS>
